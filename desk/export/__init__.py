"""Everything a firm has can be taken away, in one file, at any time."""

from desk.export.archive import TABLES, export_firm
from desk.export.person import export_customer

__all__ = ["TABLES", "export_customer", "export_firm"]
