"""Customers' own files come in as they really are: what is good is kept, the rest comes back with its reason."""
