"""Our own CalDAV door, served on this machine by a house in memory: each calendar is a technician's, with a device."""

import contextlib
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

import uvicorn

from api.application import create_application
from api.caldav.places import Places
from api.house import House
from desk.setup import Founded
from desk.showing import add_device
from planner.ports import Work
from planner.technicians import Technician
from tests.support.dav_process import DAVServer
from tests.support.house import a_house, found_firm
from tests.support.planner import a_technician


@dataclass(frozen=True, slots=True, kw_only=True)
class Door(DAVServer):
    """The door of one firm; `signed_in` is the name and password of the device added last."""

    house: House
    founded: Founded
    signed_in: list[tuple[str, str]] = field(default_factory=list)

    @property
    def account(self) -> tuple[str, str]:
        """The device added last."""
        return self.signed_in[-1]

    def new_calendar(self, name: str) -> str:
        """The URL of the calendar of another technician."""
        technician = a_technician(name)

        def command(work: Work) -> tuple[str, str]:
            work.of(Technician).put(technician)
            device, password = add_device(work, technician.id, "iPhone")
            return f"{device.id}@{self.founded.firm.slug}", password

        self.signed_in.append(self.house.transactions.write(self.founded.firm.id, command))
        return f"{self.home}{Places(technician.id).calendar.removeprefix('/dav/')}"

    @contextlib.contextmanager
    def calendar(self, name: str) -> Iterator[str]:
        """A calendar for the block."""
        yield self.new_calendar(name)


@contextlib.contextmanager
def door() -> Iterator[Door]:
    """The door, until the end of the block."""
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as listening:
        house = a_house(Path(folder))
        founded = found_firm(house)
        server = uvicorn.Server(uvicorn.Config(create_application(house), log_config=None, lifespan="off"))
        thread = Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            url = f"http://127.0.0.1:{listening.getsockname()[1]}/dav/"
            yield Door("door", url, house=house, founded=founded)
        finally:
            server.should_exit = True
            thread.join()
