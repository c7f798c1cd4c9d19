"""Under which rules past weeks are lived again: how dates are given, what is kept back, whether plans improve."""

from dataclasses import dataclass, replace
from datetime import time, timedelta

from api.replay.asking import Past
from planner.rules import FirmRules
from planner.technicians import Technician

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Policy:
    """One way to run the firm.

    `by_phone`: dates are given by telephone, after the delay they took then, at the first window free. `share` of the
    time of whoever can help with emergencies is kept back, or what a forecast says. `improves`: each night the coming
    day is planned anew.
    """

    name: str
    label: str
    by_phone: bool = False
    share: float = 0.0
    forecasts: bool = False
    improves: bool = False


POLICIES = (
    Policy("today", "comme aujourd'hui, par téléphone", by_phone=True),
    Policy("none", "en ligne, sans réserve"),
    Policy("fixed10", "en ligne, 10 % gardés", share=0.1),
    Policy("fixed20", "en ligne, 20 % gardés", share=0.2),
    Policy("forecast", "en ligne, réserve prévue", forecasts=True),
)


def improved(policy: Policy) -> Policy:
    """Return the same policy with plans made anew each night."""
    return replace(policy, name=f"{policy.name}+plan", label=f"{policy.label}, tournées refaites", improves=True)


def rules_of(policy: Policy, past: Past) -> FirmRules:
    """Return the firm's rules under a policy; a share is one of the usual minutes of a half-day of whoever can help."""
    kept = round(policy.share * minutes_a_half_day(past))
    return replace(past.firm.rules, reserve=timedelta(minutes=kept), forecasts_reserve=policy.forecasts)


def minutes_a_half_day(past: Past) -> float:
    """Return the minutes that all who can help with an emergency work in half a working day, lunch aside."""
    urgent = [service for service in past.services if service.urgent]
    able = [one for one in past.technicians if any(not one.missing_for(service, past.first) for service in urgent)]
    days = len(past.firm.rules.weekdays)
    return sum(map(_minutes_a_week, able)) / (2 * max(days, 1))


def _minutes_a_week(technician: Technician) -> float:
    lunch = technician.lunch.length / _MINUTE if technician.lunch else 0
    worked = sum(_since_midnight(hours.end) - _since_midnight(hours.start) for hours in technician.shifts)
    return worked - lunch * len({hours.weekday for hours in technician.shifts})


def _since_midnight(at: time) -> int:
    return at.hour * 60 + at.minute
