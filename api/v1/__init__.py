"""The API for programs: thin routes over the same actions as the pages."""

from api.v1 import documentation, forecasts, live, office, plan, programs, public, records

ROUTERS = (
    public.router,
    plan.router,
    live.router,
    records.router,
    forecasts.router,
    office.router,
    programs.router,
    documentation.router,
)
"""In the order of the reference page."""
WITH_FILES = (office.router,)
"""Those whose requests may weigh as much as a file."""
