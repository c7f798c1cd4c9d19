"""A VRPLIB file before it means anything: fields by name, sections of numbers, and on which line each of them stands.

What is not known is refused rather than passed over: it may be a rule that the plans would break.
"""

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from solver.errors import FormatNotKept
from solver.formats.instance import lines_of, numbers, on_line, whole

_FIELD = re.compile(r"([A-Z0-9_]+)\s*:\s*(.*)")
_HEADING = re.compile(r"([A-Z0-9_]+)_SECTION")

FIELDS: Mapping[str, tuple[str, str]] = {
    "NAME": ("le nom", "the name"),
    "COMMENT": ("une remarque", "a remark"),
    "TYPE": ("VRPTW, SDVRPTW ou MDVRPTW", "VRPTW, SDVRPTW or MDVRPTW"),
    "DIMENSION": ("le nombre de nœuds, dépôts compris", "the number of nodes, depots included"),
    "EDGE_WEIGHT_TYPE": ("EUC_2D : les distances à vol d'oiseau", "EUC_2D: distances as the crow flies"),
    "VEHICLES": ("le nombre de véhicules", "the number of vehicles"),
    "VEHICLES_MAX_DURATION": ("la plus longue tournée", "the longest route"),
    "CAPACITY": ("la charge de chaque véhicule", "the load of each vehicle"),
    "SERVICE_TIME": ("la durée de chaque service", "the duration of each service"),
}
"""The fields there are, and what each holds."""

SECTIONS: Mapping[str, tuple[str, str]] = {
    "NODE_COORD": ("par nœud, son numéro, x et y", "for each node its number, x and y"),
    "DEMAND": ("par nœud, son numéro et sa demande", "for each node its number and its demand"),
    "SERVICE_TIME": ("par nœud, son numéro et la durée du service", "for each node its number and its service time"),
    "TIME_WINDOW": (
        "par nœud, son numéro, le premier et le dernier début",
        "for each node its number, its earliest and its latest start",
    ),
    "CAPACITY": ("par véhicule, son numéro et sa charge", "for each vehicle its number and its load"),
    "VEHICLES_DEPOT": ("par véhicule, son numéro et son dépôt", "for each vehicle its number and its depot"),
    "VEHICLES_ALLOWED_CLIENTS": (
        "par véhicule, son numéro et les nœuds qu'il peut servir",
        "for each vehicle its number and the nodes it may serve",
    ),
    "DEPOT": ("les numéros des dépôts", "the numbers of the depots"),
}
"""The sections there are, each under the heading `…_SECTION`, and what each holds."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a section: where it stands, counted from one, and its numbers."""

    line: int
    numbers: Sequence[float]


@dataclass(frozen=True, slots=True)
class Sections:
    """A file as its format has it: fields by name with their lines, and the rows of each section."""

    fields: Mapping[str, tuple[int, str]]
    sections: Mapping[str, Sequence[Row]]

    @classmethod
    def of(cls, text: str) -> "Sections":
        """The fields and sections of a file; whatever stands after `EOF` is not read.

        Raises:
            FormatNotKept: a line is none of these, a field or a section is unknown or there twice.
        """
        fields: dict[str, tuple[int, str]] = {}
        sections: dict[str, list[Row]] = {}
        heading = ""
        for line, words in _until_end(text):
            if found := _HEADING.fullmatch(words):
                heading = _new(found[1], SECTIONS, sections, (line, "_SECTION"))
                sections[heading] = []
            elif found := _FIELD.fullmatch(words):
                fields[_new(found[1], FIELDS, fields, (line, ""))] = line, found[2].strip()
            elif heading:
                sections[heading].append(Row(line, numbers(words, 1, on_line(line, f"{heading}_SECTION"), more=True)))
            else:
                fr, en = "ni un champ (NOM: valeur) ni une rubrique", "neither a field (NAME: value) nor a section"
                raise FormatNotKept((on_line(line), f"{fr} : « {words} »", f"{en}: “{words}”"))
        return cls(fields, sections)

    def word(self, name: str) -> str:
        """What a field says.

        Raises:
            FormatNotKept: there is no such field.
        """
        if name not in self.fields:
            fr, en = FIELDS[name]
            raise FormatNotKept((name, f"il manque ce champ : {fr}", f"this field is missing: {en}"))
        return self.fields[name][1]

    def where(self, name: str) -> str:
        """The line of a field and its name."""
        return on_line(self.fields[name][0], name)

    def number(self, name: str) -> float:
        """A field that is a number.

        Raises:
            FormatNotKept: there is no such field, or it is no number.
        """
        word = self.word(name)
        return numbers(word, 1, self.where(name))[0]

    def count(self, name: str) -> int:
        """A field that counts something.

        Raises:
            FormatNotKept: there is no such field, or it is no integer.
        """
        number = self.number(name)
        return whole(number, self.where(name))

    def section(self, name: str, columns: int | None, count: int) -> list[Row]:
        """The rows of a section, whose leading numbers run from one to `count`, in that order.

        Each has so many `columns` besides that number, or any number of them.

        Raises:
            FormatNotKept: there is no such section, a row of it has other columns, or one is missing or too many.
        """
        heading = f"{name}_SECTION"
        if name not in self.sections:
            raise _missing(name)
        found: dict[float, Row] = {}
        for row in self.sections[name]:
            where, number = on_line(row.line, heading), row.numbers[0]
            if columns is not None and len(row.numbers) != columns + 1:
                fr, en = f"il faut {columns + 1} nombres", f"{columns + 1} numbers are needed"
                raise FormatNotKept((where, f"{fr} : {SECTIONS[name][0]}", f"{en}: {SECTIONS[name][1]}"))
            if number in found or not (number.is_integer() and 1 <= number <= count):
                fr, en = f"le numéro {number:g} est de trop", f"the number {number:g} is one too many"
                raise FormatNotKept((where, f"{fr} : il faut ceux de 1 à {count}", f"{en}: 1 to {count} are needed"))
            found[number] = row
        if len(found) < count:
            lost = next(number for number in range(1, count + 1) if number not in found)
            fr, en = f"il manque le numéro {lost}", f"the number {lost} is missing"
            raise FormatNotKept((heading, f"{fr} : il faut ceux de 1 à {count}", f"{en}: 1 to {count} are needed"))
        return [found[number] for number in sorted(found)]

    def column(self, name: str, count: int) -> list[float]:
        """A number for each node or vehicle: those of a section, or `count` times that of a field."""
        if name in self.fields and name not in self.sections:
            return [self.number(name)] * count
        return [row.numbers[1] for row in self.section(name, 1, count)]

    def counts(self, name: str, count: int) -> list[int]:
        """The same, where they count things.

        Raises:
            FormatNotKept: one of them is no integer.
        """
        if name in self.fields and name not in self.sections:
            return [self.count(name)] * count
        rows = self.section(name, 1, count)
        return [whole(row.numbers[1], on_line(row.line, f"{name}_SECTION")) for row in rows]


def _missing(name: str) -> FormatNotKept:
    """That a section is not there, what it should hold, and which field would do."""
    fr, en = (f" (ou le champ {name})", f" (or the field {name})") if name in FIELDS else ("", "")
    told = f"il manque cette rubrique{fr} : {SECTIONS[name][0]}", f"this section{en} is missing: {SECTIONS[name][1]}"
    return FormatNotKept((f"{name}_SECTION", *told))


def _until_end(text: str) -> Iterator[tuple[int, str]]:
    """The lines of a file up to `EOF`."""
    for line, words in lines_of(text):
        if words == "EOF":
            return
        yield line, words


def _new(name: str, known: Mapping[str, object], read: Mapping[str, object], place: tuple[int, str]) -> str:
    """A name that is known and was not read before.

    Raises:
        FormatNotKept: it is none of these, or was.
    """
    line, suffix = place
    where = on_line(line, f"{name}{suffix}")
    if name in read:
        raise FormatNotKept((where, "c'est écrit deux fois : gardez-en un", "this is there twice: keep one of them"))
    if name not in known:
        near = difflib.get_close_matches(name, known, 1)
        names = f"{near[0]}{suffix}" if near else ", ".join(f"{one}{suffix}" for one in known)
        fr = f"inconnu, et ce pourrait être une règle : ôtez-le, ou écrivez {names}"
        raise FormatNotKept((where, fr, f"unknown, and it might be a rule: take it away, or write {names}"))
    return name
