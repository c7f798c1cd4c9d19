"""Connectors: the outside services a firm uses, each behind a small port of our own words."""
