"""The CalDAV door (RFC 4791): a technician's visits and his own events, as a calendar that his devices keep."""

from api.caldav.routes import router

__all__ = ["router"]
