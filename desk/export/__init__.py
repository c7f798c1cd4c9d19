"""Everything a firm has can be taken away, in one file, at any time."""

from desk.export.archive import TABLES, export_firm

__all__ = ["TABLES", "export_firm"]
