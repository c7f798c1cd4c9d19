"""What an operator types, what comes back for people and for programs, and the exit codes."""

import os
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
import uvicorn

from api import wiring
from api.application import create_application
from api.command_line import application
from api.commands.common import alone
from api.house import House
from api.settings import read_settings
from desk.customers import Customer
from planner.events import AppointmentConfirmed
from planner.identifiers import AppointmentId
from planner.sites import Area
from planner.staffing import save_rules
from planner.technicians import Absence, Technician
from tests.support.command_line import in_house
from tests.support.marked import CUSTOMER as MARKED
from tests.support.marked import leave_traces
from tests.support.planner import MONDAY

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "commands.md"
CALENDARS = Path(os.environ.get("CRENEAU_BENCHMARK_DATA", "")) / "ics"
CUSTOMERS = (
    "Nom;Tél.;Adresse;CP;Ville\nCamille Revel;06 39 98 00 11;1 rue des Prés;74600;Seynod\nX;123;2 rue X;74000;Annecy\n"
)
OUTLOOK = """"Objet","Début","Début","Fin","Fin","Journée entière","Afficher la disponibilité"
"Dentiste","25/11/2030","14:00:00","25/11/2030","16:00:00","Faux","2"
"Anniversaire","26/11/2030","00:00:00","27/11/2030","00:00:00","Vrai","3"
"Rangement","27/11/2030","10:00:00","27/11/2030","09:00:00","Faux","2"
"""
CALENDAR = """BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nBEGIN:VEVENT\r\nUID:1@x\r\nDTSTAMP:20260101T000000Z\r\n\
DTSTART:20301125T130000Z\r\nDTEND:20301125T150000Z\r\nSUMMARY:Dentiste\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:2@x\r\nDTSTAMP:20260101T000000Z\r\nDTSTART;TZID=Nowhere:20301125T130000\r\n\
DTEND;TZID=Nowhere:20301125T150000\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"""


def test_opening_a_firm_makes_the_database_and_says_where_people_enter(creneau, firm, tmp_path) -> None:
    """One command on an empty machine."""
    code, _, listed = creneau("firm", "list", "--json")
    assert (0, [{"firm": "duret", "name": "Duret", "demo": False}]) == (code, listed["firms"])
    assert (tmp_path / "data" / "creneau.sqlite").exists()


def test_a_person_enters_with_a_password_or_by_invitation(creneau, firm, monkeypatch) -> None:
    """Role in French; an unknown one is wrong use."""
    code, _, answer = creneau("user", "create", "Claire", "claire@duret.invalid", "--json")
    assert (0, "assistante", False) == (code, answer["role"], answer["invited"])
    monkeypatch.delenv("CRENEAU_PASSWORD")
    code, _, answer = creneau("user", "create", "Hugo", "hugo@duret.invalid", "--role", "technicien", "--json")
    assert (0, True) == (code, answer["invited"])
    assert 2 == creneau("user", "create", "X", "x@duret.invalid", "--role", "roi")[0]
    assert 4 == creneau("user", "create", "Claire", "claire@duret.invalid")[0]


def test_an_import_keeps_the_good_lines_and_gives_the_others_back(creneau, firm, tmp_path) -> None:
    """Exit 1: done, with rejected input; whoever did not ask for the refused lines is told how to have them."""
    Path("clients.csv").write_text(CUSTOMERS, encoding="cp1252")
    said = creneau("import", "clients.csv", "--dry-run")[1]
    assert "creneau import clients.csv --dry-run --corrections a-corriger.csv" in said
    assert not Path("a-corriger.csv").exists()
    code, said, answer = creneau("import", "clients.csv", "--corrections", "a-corriger.csv", "--json")
    assert "Lignes refusées dans a-corriger.csv" in said
    assert (1, 2, 1) == (code, answer["rows"], answer["kept"])
    assert [3] == [line["row"] for line in answer["rejected"]]
    assert {"row", "column", "reason"} == answer["rejected"][0].keys()
    assert "à corriger" in Path("a-corriger.csv").read_bytes().decode("utf-8-sig").lower()
    assert ["Camille Revel"] == in_house(lambda work: [one.name for one in work.of(Customer).find()])


def test_a_dry_run_reads_everything_and_keeps_nothing(creneau, firm) -> None:
    """The same answer, no customer."""
    Path("clients.csv").write_text(CUSTOMERS, encoding="utf-8")
    code, said, answer = creneau("import", "clients.csv", "--dry-run", "--json")
    assert (1, 2, 1) == (code, answer["rows"], answer["kept"])
    assert "seraient gardées" in said
    assert [] == in_house(lambda work: work.of(Customer).find())


def test_a_calendar_becomes_absences_and_says_what_it_set_apart(creneau, firm) -> None:
    """`busy` and `quarantined`, as the design names them."""
    Path("gaetan.ics").write_text(CALENDAR, encoding="utf-8")
    code, _, answer = creneau("import", "gaetan.ics", "--technician", "Gaëtan", "--json")
    assert 1 == code
    assert [{"start": "2030-11-25T13:00:00+00:00", "end": "2030-11-25T15:00:00+00:00"}] == answer["busy"]
    assert ["2@x"] == [one["uid"] for one in answer["quarantined"]]
    assert 1 == in_house(lambda work: len(work.of(Absence).find()))
    assert 4 == creneau("import", "gaetan.ics", "--technician", "Nobody")[0]


def test_a_calendar_exported_as_a_table_says_its_busy_times_as_an_ics_does(creneau, firm) -> None:
    """In French what is seen, `busy` for programs; free time is none, and a line without sense is given back."""
    Path("outlook.csv").write_text(OUTLOOK, encoding="utf-8")
    code, said, answer = creneau("import", "outlook.csv", "--technician", "Gaëtan", "--json")
    assert (1, 3, 2) == (code, answer["rows"], answer["kept"])
    assert "Temps occupé : 3 lignes" in said
    assert [{"start": "2030-11-25T13:00:00+00:00", "end": "2030-11-25T15:00:00+00:00"}] == answer["busy"]
    assert [] == answer["quarantined"]
    assert 1 == in_house(lambda work: len(work.of(Absence).find()))


def test_what_cannot_be_read_is_unreadable_input(creneau, firm) -> None:
    """Exit 3, in French: no such file, a folder, no right to it, or no table in it."""
    Path("photo.csv").write_bytes(b"\x00\x01\x02" * 100)
    Path("dossier").mkdir()
    for command in ("import", "restore"):
        assert (3, "Ce fichier n'existe pas : absent.csv\n", {}) == creneau(command, "absent.csv")
        assert (3, "C'est un dossier, pas un fichier : dossier\n", {}) == creneau(command, "dossier")
        assert 3 == creneau(command, "photo.csv")[0]


def test_a_file_that_is_not_ours_to_read_is_said(creneau, firm, monkeypatch) -> None:
    """Exit 3 as well, whoever runs the tests."""
    Path("clients.csv").write_text(CUSTOMERS, encoding="utf-8")
    opened = Path.open

    def closed(file: Path, *how: Any, **more: Any) -> Any:
        if file.name == "clients.csv":
            raise PermissionError(13, "Permission denied", str(file))
        return opened(file, *how, **more)

    monkeypatch.setattr(Path, "open", closed)
    monkeypatch.setattr("os.access", lambda *_: False)
    for command in ("import", "restore"):
        refused = "Vous n'avez pas le droit de lire ce fichier : clients.csv\n"
        assert (3, refused, {}) == creneau(command, "clients.csv")


@pytest.mark.parametrize(
    "words", [["backup"], ["export"], ["import", "clients.csv", "--corrections"]], ids=["backup", "export", "import"]
)
def test_where_nothing_can_be_written_is_said_before_anything_is_done(creneau, firm, monkeypatch, words) -> None:
    """Exit 4: no such folder, a folder of that name, or no right to write there."""
    Path("clients.csv").write_text(CUSTOMERS, encoding="utf-8")
    Path("dossier").mkdir()
    assert (4, "Ce dossier n'existe pas : nulle/part\n", {}) == creneau(*words, "nulle/part/x")
    assert (4, "C'est un dossier, donnez un nom de fichier : dossier\n", {}) == creneau(*words, "dossier")
    monkeypatch.setattr("os.access", lambda *_: False)
    assert (4, True) == ((answer := creneau(*words, "dossier/x"))[0], "pas le droit d'écrire" in answer[1])
    assert [] == in_house(lambda work: work.of(Customer).find())


def test_slots_are_listed_with_who_what_it_costs_and_the_offer(creneau, firm) -> None:
    """The keys of the design."""
    code, said, answer = creneau("slots", "depannage", "74600", "--json")
    assert 0 == code, said
    assert {"start", "end", "technician", "cost", "reason", "offer"} == answer["slots"][0].keys()
    assert {"Gaëtan"} == {slot["technician"] for slot in answer["slots"]}
    assert creneau("slots", "--json")[2]["slots"]
    assert 4 == creneau("slots", "inconnue", "74600")[0]
    assert 4 == creneau("slots", "depannage", "Atlantis")[0]


def test_a_plan_of_an_empty_day_has_nothing_to_change(creneau, firm) -> None:
    """A proposal without lines."""
    code, _, answer = creneau("plan", "--day", "2030-11-25", "--seconds", "0.1", "--accept", "--json")
    assert (0, [], False) == (code, answer["lines"], answer["accepted"])


def test_a_calendar_address_is_opened_listed_and_closed(creneau, firm) -> None:
    """Its secret is said once."""
    url = creneau("calendars", "open", "Gaëtan", "--device", "Téléphone", "--json")[2]["url"]
    assert url.startswith("http://localhost:8000/f/duret/calendar/creneau-agenda.")
    _, said, listed = creneau("calendars", "list", "--json")
    assert ["Gaëtan"] == [one["technician"] for one in listed["calendars"]]
    assert url.rpartition(".")[0].rpartition(".")[2] not in said
    assert 0 == creneau("calendars", "revoke", listed["calendars"][0]["calendar"][:12])[0]
    assert [] == creneau("calendars", "list", "--json")[2]["calendars"]


def test_the_team_has_an_address_and_each_area(creneau, firm) -> None:
    """Not both, and none of what is not there."""
    in_house(lambda work: save_rules(work, replace(work.firm.rules, areas=(Area("Annecy", frozenset({"74000"})),))))
    assert 0 == creneau("calendars", "open", "--device", "Outlook de Claire")[0]
    assert 0 == creneau("calendars", "open", "--area", "Annecy")[0]
    listed = creneau("calendars", "list", "--json")[2]["calendars"]
    assert {(None, None, "Outlook de Claire"), (None, "Annecy", "")} == {
        (one["technician"], one["area"], one["device"]) for one in listed
    }
    assert 0 != creneau("calendars", "open", "Gaëtan", "--area", "Annecy")[0]
    assert 0 != creneau("calendars", "open", "--area", "Chambéry")[0]


def test_everything_is_backed_up_restored_and_exported(creneau, firm) -> None:
    """A firm that was restored is the same firm."""
    assert 0 == creneau("backup", "sauvegarde")[0]
    in_house(lambda work: work.of(Technician).remove("gaëtan"))
    assert 0 == creneau("restore", "sauvegarde")[0]
    assert 1 == in_house(lambda work: len(work.of(Technician).find()))
    assert 0 == creneau("export", "tout.zip")[0]
    assert "LISEZMOI.txt" in zipfile.ZipFile("tout.zip").namelist()


def test_a_customer_is_handed_what_is_held_of_him(creneau, firm) -> None:
    """By his number; somebody unknown is refused."""
    in_house(leave_traces)
    assert (0, "lui.zip") == (
        (answer := creneau("person", "export", MARKED, "lui.zip", "--json"))[0],
        answer[2]["file"],
    )
    assert "donnees/history.json" in zipfile.ZipFile("lui.zip").namelist()
    assert 4 == creneau("person", "export", "personne", "rien.zip")[0]


def test_a_customer_erased_stays_erased_after_a_restore(creneau, firm) -> None:
    """His appointments are over; the backup from before brings him back for a moment only."""
    in_house(leave_traces)
    in_house(lambda work: work.routes.save([work.routes.load("gaëtan", MONDAY).without(["zq-appointment"])]))
    assert 0 == creneau("backup", "avant")[0]
    code, _, answer = creneau("person", "erase", MARKED, "--yes", "--json")
    assert (0, True) == (code, answer["records"] > 1)
    code, _, answer = creneau("restore", "avant", "--json")
    assert (0, 1) == (code, answer["erased"])
    assert 4 == creneau("person", "export", MARKED, "rien.zip")[0]


def test_the_doctor_finds_a_fresh_firm_healthy_and_says_what_is_missing(creneau, firm, monkeypatch) -> None:
    """Exit 4 when something is really wrong."""
    code, said, answer = creneau("doctor", "--json")
    assert (0, True) == (code, answer["healthy"]), said
    assert {"réglages", "secret", "base de données", "messagerie", "horloge"} <= {c["check"] for c in answer["checks"]}
    monkeypatch.setenv("CRENEAU_MAIL_URL", "smtp://127.0.0.1:1?tls=none")
    code, _, answer = creneau("doctor", "--json")
    assert (4, ["messagerie"]) == (code, [one["check"] for one in answer["checks"] if one["state"] == "bad"])
    monkeypatch.setenv("CRENEAU_ENVIRONMENT", "production")
    assert 4 == creneau("doctor")[0]


def test_a_database_that_is_not_there_or_behind_is_said(creneau) -> None:
    """And what to do."""
    code, said, _ = creneau("slots")
    assert (4, True) == (code, "creneau migrate" in said)
    assert 0 == creneau("doctor")[0]
    assert 0 == creneau("migrate")[0]
    assert "firm create" in creneau("slots")[1]


def test_wrong_use_is_two_and_help_is_french(creneau) -> None:
    """As for every command of a shell."""
    assert 2 == creneau("nothing")[0]
    assert 2 == creneau("import")[0]
    code, said, _ = creneau("--help")
    assert (0, True) == (code, "rendez-vous" in said)


def words_of(command: Any, *path: str) -> Iterator[tuple[str, str | None]]:
    """Every command, argument and option below a command, with its help."""
    yield " ".join(path), command.help
    for parameter in command.params:
        yield " ".join((*path, parameter.name)), parameter.help
    for name, inner in getattr(command, "commands", {}).items():
        yield from words_of(inner, *path, name)


def test_every_command_argument_and_option_has_its_help() -> None:
    """Nobody has to guess what an option wants."""
    told = dict(words_of(typer.main.get_command(application), "creneau"))
    assert [] == [name for name, help_ in told.items() if not help_]
    assert {"creneau firm create person", "creneau user create role"} <= told.keys()


@pytest.fixture
def server(firm: str) -> Iterator[str]:
    """A real server of that firm on loopback, and its address."""
    settings = read_settings()
    with alone(settings, "http://127.0.0.1:0"):
        house = wiring.open_house(settings)
        uvicorn_server = uvicorn.Server(uvicorn.Config(create_application(house), port=0, log_config=None))
        thread = threading.Thread(target=uvicorn_server.run)
        thread.start()
        while not uvicorn_server.started:
            time.sleep(0.01)
        port = uvicorn_server.servers[0].sockets[0].getsockname()[1]
        address = f"http://127.0.0.1:{port}"
        (settings.data_folder / "creneau.sqlite.address").write_text(address)
        yield address
        uvicorn_server.should_exit = True
        thread.join()
        house.close()


def test_beside_a_server_an_import_goes_through_it_and_other_changes_are_refused(creneau, server) -> None:
    """One writer per file: reading goes on beside it."""
    Path("clients.csv").write_text(CUSTOMERS, encoding="utf-8")
    code, said, answer = creneau("import", "clients.csv", "--json")
    assert (1, 1) == (code, answer["kept"]), said
    house = wiring.open_house(read_settings())
    with house.transactions.read(house.transactions.firms()[0].id) as work:
        assert ["Camille Revel"] == [one.name for one in work.of(Customer).find()]
    house.close()
    for words in (["user", "create", "A", "a@duret.invalid"], ["migrate"], ["plan"], ["serve"], ["restore", "x"]):
        code, said, _ = creneau(*words)
        assert (4, True) == (code, server in said), words
    assert 0 == creneau("backup", "sauvegarde")[0]
    assert 0 == creneau("slots", "depannage", "74600")[0]
    assert server in creneau("doctor")[1]


@pytest.mark.slow
def test_the_demonstration_tells_its_story_and_ends(creneau, tmp_path) -> None:
    """`demo --no-serve`: a firm, slots, a booking, a mail, a saving, and the sign-ins it made."""
    code, said, answer = creneau("demo", "--no-serve", "--json")
    assert 0 == code, said
    assert answer["slots"] > 0
    assert answer["booked"].split()[0] in {"lundi", "mardi", "mercredi", "jeudi", "vendredi"}
    assert ["dispatcher", "technician", "management"] == [person["role"] for person in answer["sign_ins"]]
    assert 1 == len(list((tmp_path / "data" / "demo-mails").glob("*.eml")))
    assert not (tmp_path / "data" / "creneau.sqlite").exists()


def test_every_command_stands_in_the_reference() -> None:
    """docs/reference/commands.md names what exists and nothing else."""
    known = {name for command in application.registered_commands if (name := command.name)}
    known |= {group.name for group in application.registered_groups if isinstance(group.name, str)}
    lines = REFERENCE.read_text(encoding="utf-8").splitlines()
    assert known == {line.split("`")[1].split()[1] for line in lines if line.startswith("| `creneau ")}


@pytest.mark.skipif(not CALENDARS.is_dir(), reason="CRENEAU_BENCHMARK_DATA names no folder with ics/")
def test_every_calendar_of_another_program_is_read_or_says_why_not(creneau, firm) -> None:
    """Each event of each file is kept, or refused with its reason; nothing is dropped without a word."""
    for path in sorted(CALENDARS.glob("*.ics")):
        code, said, told = creneau("import", str(path), "--dry-run", "--json")
        assert (bool(told["rejected"]), told["rows"]) == (bool(code), told["kept"] + len(told["rejected"])), said
        assert code in {0, 1}, path.name
        assert all(one["reason"] for one in told["rejected"])
        assert {"busy", "quarantined"} <= told.keys()


def test_what_was_given_up_is_shown_and_told_again(creneau, firm) -> None:
    """By number or all; the reason it failed is said."""

    def give_up(house: House) -> None:
        house.transactions.write(
            house.transactions.firms()[0].id, lambda work: work.publish(AppointmentConfirmed(AppointmentId("a")))
        )
        while deliveries := house.queue.claim(10):
            for delivery in deliveries:
                house.queue.retry(delivery, datetime.now(UTC) - timedelta(seconds=1), "boîte [pleine]")

    house = wiring.open_house(read_settings())
    give_up(house)
    house.close()
    code, said, shown = creneau("outbox", "list", "--json")
    first = shown["dead"][0]
    assert (0, "duret", "AppointmentConfirmed", "boîte [pleine]") == (
        code,
        first["firm"],
        first["event"],
        first["error"],
    )
    assert "boîte [pleine]" in said
    assert {"revived": 1} == creneau("outbox", "retry", str(first["number"]), "--json")[2]
    assert len(shown["dead"]) - 1 == creneau("outbox", "retry", "--json")[2]["revived"]
    assert [] == creneau("outbox", "list", "--json")[2]["dead"]
