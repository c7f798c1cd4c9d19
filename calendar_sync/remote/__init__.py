"""Calendars elsewhere, one file for each kind: all answer the same five questions."""
