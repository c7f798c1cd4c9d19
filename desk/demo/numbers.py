"""The numbers of the demonstration's life: how much happens, when, how long it takes and how it ends.

All are assumptions, of the order of what service firms of the trade report.
"""

from dataclasses import dataclass
from datetime import timedelta

SEED = 20_261_123
DAYS_BEHIND = 548
CUSTOMERS = 1_380
UNDER_CONTRACT = 280
LEAVERS = 33
"""Customers whose contract ended in the months behind: 8 % a year."""
COMPLAINTS_A_YEAR = 1.6
"""Of a customer under contract, as many as `CALLERS` and `CALL_REASONS` come to."""
BEFORE_LEAVING = {"complaints": 4.5, "no_access": 0.8}
"""What happens to a customer in the year before the contract ends, beside the doors closed to everybody's visits."""


@dataclass(frozen=True, slots=True)
class Town:
    """A part of the served country: WGS 84 degrees, and the share of customers that live there."""

    name: str
    postcode: str
    lat: float
    lon: float
    share: float


TOWNS = (
    Town("Annecy", "74000", 45.8992, 6.1294, 0.24),
    Town("Seynod", "74600", 45.8846, 6.0908, 0.11),
    Town("Cran-Gevrier", "74960", 45.9036, 6.1042, 0.10),
    Town("Annecy-le-Vieux", "74940", 45.9189, 6.1428, 0.11),
    Town("Pringy", "74370", 45.9464, 6.1262, 0.05),
    Town("Meythet", "74960", 45.9170, 6.0938, 0.05),
    Town("Sevrier", "74320", 45.8643, 6.1406, 0.05),
    Town("Talloires-Montmin", "74290", 45.8407, 6.2137, 0.03),
    Town("Faverges-Seythenex", "74210", 45.7464, 6.2936, 0.04),
    Town("Rumilly", "74150", 45.8656, 5.9447, 0.06),
    Town("Thônes", "74230", 45.8811, 6.3256, 0.04),
    Town("Ugine", "73400", 45.7511, 6.4189, 0.05),
    Town("Albertville", "73200", 45.6755, 6.3927, 0.07),
)

KIND_SHARES = {"household": 0.66, "business": 0.19, "co_ownership": 0.11, "public_body": 0.04}
CONTRACT_APPEAL = {"household": 1.0, "business": 2.5, "co_ownership": 3.0, "public_body": 3.0}
"""How much likelier each kind of customer is to sign a contract."""

CONTRACT_KINDS = {"installation": 97, "baes": 69, "portail_interphonie": 33, "vmc": 29, "ssi": 28, "irve": 24}
VISITS_A_YEAR = {1: 42, 2: 125, 3: 79, 4: 34}
EUROS_A_VISIT = (140, 320)

CALLS_A_DAY = 50
CALL_DISPERSION = 1.6
"""Variance over mean of the calls of a day."""
WEEKDAY_LOAD = (1.14, 1.02, 0.96, 0.96, 0.92)
MONTH_LOAD = (1.13, 1.10, 1.04, 0.98, 0.95, 0.97, 0.93, 0.72, 1.02, 1.03, 1.06, 1.09)
AFTER_HOLIDAY = 1.18
CALL_HOURS = {8: 9, 9: 17, 10: 15, 11: 11, 12: 4, 13: 5, 14: 13, 15: 13, 16: 9, 17: 4}
CALL_REASONS = {
    "appointment": 35,
    "quote": 28,
    "complaint": 18,
    "follow_up": 10,
    "administrative": 6,
    "other": 3,
}
CALLERS = {"contract": 18, "customer": 38, "unknown": 38, "anonymous": 6}
CALL_SECONDS = (110, 0.8)
MISSED = 0.06

RESERVE = timedelta(minutes=60)
"""Kept back for emergencies in each half-day."""

VISITS_A_DAY = {"depannage": 6.1, "petits_travaux": 2.9, "devis": 2.8, "pose_irve_p1": 0.5, "pose_irve_p2": 0.3}
"""Besides the visits that contracts owe, about two and a half a day."""
EMERGENCIES_A_DAY = 1.2
"""Somebody smells burning: made safe on the day it is told of."""
MINUTES = {"depannage": (70, 0.55), "petits_travaux": (170, 0.4), "devis": (45, 0.3), "mise_en_securite": (60, 0.5)}
MAINTENANCE_MINUTES = (95, 0.35)
CHARGER_MINUTES = (230, 0.3)
NO_ACCESS, CANCELLED_BY_CUSTOMER, CANCELLED_BY_FIRM = 0.04, 0.045, 0.025
SECOND_VISIT = 0.26
CONFIRMATION_HOURS = (48, 0.8)

BOOKED_PER_WEEK = (105, 75, 40)
"""Appointments of this week and the next two; 6 technicians can make some 130 visits a week."""
BOOKED_SERVICES = {"depannage": 50, "petits_travaux": 10, "devis": 18, "pose_irve_p1": 3, "pose_irve_p2": 2}
MAINTENANCE_SHARE = 0.22
BOOKED_ONLINE = 0.45
COMMENTED = 0.3
