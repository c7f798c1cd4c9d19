"""The service desk: customers and their contracts, staff and their keys, calls, messages, and how a firm begins."""
