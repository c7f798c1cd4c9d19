"""Read a series of counts from a CSV file as people have it."""

from forecasting.reading.table import Wanted, read_series

__all__ = ["Wanted", "read_series"]
