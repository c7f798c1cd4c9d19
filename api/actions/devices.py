"""Letting a technician's telephone into his calendar, and shutting it out."""

from api.actions.calendars import technician_for
from api.actions.common import firm_view, house_of
from api.caldav.places import ROOT
from api.sheets import technician_view
from api.views import Caller, Done, NewDeviceView, Refused
from desk.devices import Device, devices_of, revoke_device
from desk.errors import AlreadyConnected
from desk.said import said, told
from desk.showing import add_device as let_in
from planner.errors import NotFound
from planner.ports import Work


def add_device(caller: Caller, slug: str, *, technician: str, label: str) -> NewDeviceView | Refused:
    """Let a device in; its password is shown this once."""
    firm, person, known = technician_for(caller, slug, technician)
    house = house_of(caller)

    def command(work: Work) -> tuple[Device, str]:
        return let_in(work, known.id, label.strip())

    try:
        device, password = house.transactions.write(firm.id, command)
    except AlreadyConnected as error:
        return Refused(told(error))
    named, server = technician_view(known, [known]), f"{house.settings.address}{ROOT}"
    return NewDeviceView(firm_view(house, firm), person, named, server, f"{device.id}@{firm.slug}", password)


def remove_device(caller: Caller, slug: str, *, technician: str, device: str) -> Done:
    """Let a device in no more.

    Raises:
        NotFound: it is none of this technician's.
    """
    firm, _, known = technician_for(caller, slug, technician)

    def command(work: Work) -> None:
        if device not in {one.id for one in devices_of(work, known.id)}:
            raise NotFound
        revoke_device(work, device)

    house_of(caller).transactions.write(firm.id, command)
    return Done(said("Cet appareil n’entre plus."))
