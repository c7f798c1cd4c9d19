"""A file may be refused as a whole; each refusal says what the person can do next.

ImportRefused
├── UnreadableFile        no table can be read out of these bytes
├── FileTooLarge          reading it would take more room than a customer's file ever needs
├── UnrecognisedTable     its headers match none of the tables we know, or several equally
├── MissingColumns        a column this kind of table can't do without is absent
├── TechnicianNeeded      a calendar without the technician it belongs to
├── LinesRejected         some lines are wrong, and the person wanted all of them or nothing
├── AlreadySettled        this import was kept or taken back before
├── Overtaken             another file was kept since this one was looked at
└── UndoRefused           something was built on what this import brought

NotUnderstood             one cell can't be read; it costs its row, never the file
"""

from collections.abc import Sequence

from desk.errors import DeskError


class ImportRefused(DeskError):
    """Ce fichier n’a pas été importé."""


class UnreadableFile(ImportRefused):
    """Ce fichier ne peut pas être lu : enregistrez-le en .xlsx ou en .csv, puis recommencez."""


class FileTooLarge(ImportRefused):
    """Ce fichier est trop gros : coupez-le en plusieurs parties, puis recommencez."""


class UnrecognisedTable(ImportRefused):
    """Les titres de colonnes ne disent pas ce que contient ce fichier : choisissez-le dans la liste."""


class MissingColumns(ImportRefused):
    """Il manque une colonne obligatoire ; `accepted` gives, per missing column, the headers we understand."""

    sentence = "Dans « {table} », il manque la colonne {missing}. Colonnes trouvées : {columns}."

    def __init__(self, table: str, accepted: Sequence[Sequence[str]], found: Sequence[str]) -> None:
        self.accepted = tuple(tuple(headers) for headers in accepted)
        missing = " ; ".join(f"« {headers[0]} » (titres compris : {', '.join(headers)})" for headers in self.accepted)
        columns = ", ".join(header for header in found if header)
        super().__init__(self.sentence, table=table, missing=missing, columns=columns)


class TechnicianNeeded(ImportRefused):
    """Dites de quel technicien est cet agenda."""


class LinesRejected(ImportRefused):
    """Des lignes sont à corriger : rien n’a été importé."""


class AlreadySettled(ImportRefused):
    """Cet import a déjà été confirmé ou annulé."""


class Overtaken(ImportRefused):
    """Un autre fichier a été importé entre-temps : relisez celui-ci avant de le confirmer."""


class UndoRefused(ImportRefused):
    """Cet import ne peut plus être annulé."""


class NotUnderstood(DeskError):
    """Cette case n’est pas comprise."""
