"""What programs read of the calls to come, and of the customers who may leave."""

from typing import Annotated

from fastapi import APIRouter, Depends

from api import actions
from api.security import Staff, staff
from api.v1.described import answers
from api.views import CallForecastView, ChurnView
from desk.accounts import Scope

router = APIRouter(prefix="/v1", tags=["Prévisions"])
ForecastReader = Annotated[Staff, Depends(staff(Scope.FORECASTS_READ))]


@router.get("/forecasts/calls", responses=answers(CallForecastView, 401, 403))
def calls(asking: ForecastReader) -> CallForecastView:
    """The calls of the next 30 days and the half-hours of 7, with intervals, and how well forecasts did before."""
    return actions.call_forecast(asking.caller, asking.slug)


@router.get("/forecasts/churn", responses=answers(ChurnView, 401, 403))
def churn(asking: ForecastReader) -> ChurnView:
    """Each customer under contract with the chance of leaving within the year, reasons, and what to do."""
    return actions.churn(asking.caller, asking.slug)
