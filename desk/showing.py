"""A technician is shown his visits in one way: a calendar elsewhere, or devices of his; both would show each twice."""

from desk.connections import Connection, connections_of
from desk.devices import Device, devices_of, new_device
from desk.errors import AlreadyConnected
from desk.events import CalendarNews
from planner.identifiers import TechnicianId
from planner.ports import Work
from planner.technicians import Technician


def connect(work: Work, connection: Connection) -> Connection:
    """Keep a technician's visits in step with a calendar from now on.

    Raises:
        NotFound: the firm has no such technician.
        AlreadyConnected: another calendar, or a device, shows them to him.
    """
    technician = work.of(Technician).get(connection.technician_id)
    _without_calendar(work, technician.id)
    for device in devices_of(work, technician.id):
        raise AlreadyConnected(
            "Un appareil suit déjà ces passages (« {device} ») : retirez-le d’abord.", device=device.label or device.id
        )
    work.of(Connection).put(connection)
    work.publish(CalendarNews(technician.id))
    return connection


def add_device(work: Work, technician_id: TechnicianId, label: str = "") -> tuple[Device, str]:
    """Let a device of his keep a technician's calendar; return it with its password.

    Raises:
        NotFound: the firm has no such technician.
        AlreadyConnected: a calendar elsewhere shows him his visits.
    """
    technician = work.of(Technician).get(technician_id)
    _without_calendar(work, technician.id)
    device, password = new_device(technician.id, label, work.now)
    work.of(Device).put(device)
    return device, password


def _without_calendar(work: Work, technician_id: TechnicianId) -> None:
    for connection in connections_of(work, technician_id):
        raise AlreadyConnected(
            "Un agenda suit déjà ces passages (« {name} ») : déconnectez-le d’abord.", name=connection.name
        )
