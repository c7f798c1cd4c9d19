"""Our own calendars as CalDAV programs ask for them: XML comes in as plain requests, plain answers go out as XML."""
