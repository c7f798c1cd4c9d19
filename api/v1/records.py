"""What the firm has, as programs list it: technicians, services, sites and customers, page by page."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Depends

from api.actions.common import house_of
from api.security import Staff, staff
from api.v1.described import answers
from api.v1.models import CustomerView, OfferedService, SiteView, SkilledTechnician
from api.v1.paging import Cursor, Limit, Page, page_of
from api.views import PlaceView
from desk.accounts import Scope
from desk.customers import Customer
from planner.services import Service
from planner.sites import Site
from planner.technicians import Technician
from planner.working_days import local_day

router = APIRouter(prefix="/v1", tags=["Données"])
PlanReader = Annotated[Staff, Depends(staff(Scope.SETTINGS_READ))]
CustomerReader = Annotated[Staff, Depends(staff(Scope.CUSTOMERS_READ))]


@router.get("/technicians", responses=answers(Page[SkilledTechnician], 401, 403))
def technicians(asking: PlanReader, cursor: Cursor = "", limit: Limit = 50) -> Page[SkilledTechnician]:
    """Technicians: what they can do, and when they work."""
    with house_of(asking.caller).transactions.read(asking.firm.id) as work:
        today, found = local_day(work.now, work.firm.zone), work.of(Technician).find()
    return page_of(found, lambda one: _technician(one, today), cursor=cursor, limit=limit)


@router.get("/services", responses=answers(Page[OfferedService], 401, 403))
def services(asking: PlanReader, cursor: Cursor = "", limit: Limit = 50) -> Page[OfferedService]:
    """Services: how long they take and who may do them."""
    with house_of(asking.caller).transactions.read(asking.firm.id) as work:
        found = work.of(Service).find()
    return page_of(found, _service, cursor=cursor, limit=limit)


@router.get("/sites", responses=answers(Page[SiteView], 401, 403))
def sites(asking: CustomerReader, cursor: Cursor = "", limit: Limit = 50) -> Page[SiteView]:
    """Sites: where the firm works."""
    with house_of(asking.caller).transactions.read(asking.firm.id) as work:
        found = work.of(Site).find()
    return page_of(found, _site, cursor=cursor, limit=limit)


@router.get("/customers", responses=answers(Page[CustomerView], 401, 403))
def customers(asking: CustomerReader, cursor: Cursor = "", limit: Limit = 50) -> Page[CustomerView]:
    """Customers."""
    with house_of(asking.caller).transactions.read(asking.firm.id) as work:
        found = work.of(Customer).find()
    return page_of(found, _customer, cursor=cursor, limit=limit)


def _technician(one: Technician, today: date) -> SkilledTechnician:
    return SkilledTechnician(
        technician=one.id,
        name=one.name,
        phone=one.phone,
        email=one.email,
        skills=dict(one.skills),
        clearances=tuple(sorted({title.kind for title in one.clearances if title.valid_on(today)})),
        shifts=tuple(f"{hours.weekday} {hours.start:%H:%M}-{hours.end:%H:%M}" for hours in one.shifts),
        active=one.active,
    )


def _service(one: Service) -> OfferedService:
    return OfferedService(
        service=one.id,
        code=one.code,
        name=one.name,
        description=one.description,
        duration=int(one.duration.total_seconds()),
        arrival_window=int(one.arrival_window.total_seconds()),
        lead_time=int(one.lead_time.total_seconds()),
        horizon=int(one.horizon.total_seconds()),
        skills=dict(one.skills),
        clearances=tuple(sorted(one.clearances)),
        online=one.online,
        active=one.active,
    )


def _site(one: Site) -> SiteView:
    place = PlaceView(one.label or one.city, one.position.lat, one.position.lon, one.precision)
    return SiteView(one.id, one.customer_id, place, one.street, one.postcode, one.city)


def _customer(one: Customer) -> CustomerView:
    return CustomerView(one.id, one.name, one.kind, one.phone, one.second_phone, one.email, one.external_ref)
