"""Read a series of counts, or customers of whom some left, from a CSV file as people have it."""

from forecasting.reading.customers import Customers, read_customers
from forecasting.reading.table import Wanted, read_series

__all__ = ["Customers", "Wanted", "read_customers", "read_series"]
