"""The actions of direction's list of customers to keep, answered with samples."""

from dataclasses import replace
from datetime import date
from typing import Literal

from api.views import AtRiskView, Caller, CameView, ChurnView, Done, FileView
from desk.churn import Cause
from desk.said import said
from tests.web.samples import TODAY

_CAUSES = (
    (Cause("complaints", 4), Cause("no_access", 1), Cause("price", 36)),
    (Cause("months_unvisited", 11), Cause("second_visits", 2)),
    (Cause("years", 8),),
    (),
)
_NAMES = ("Copropriété Les Aulnes", "Camille Revel", "Boulangerie Perrin", "Mairie de Seynod")


def _at_risk(number: int) -> AtRiskView:
    causes, chance = _CAUSES[number % 4], 0.31 / (1 + number / 3)
    return AtRiskView(
        contract=f"K{number}",
        customer=f"C{number}",
        name=_NAMES[number % 4],
        phone="+33639981234",
        service="Entretien des blocs de secours",
        annual_cents=55_800 if number % 4 < 3 else 0,
        chance=chance,
        low=chance / 3,
        high=min(2 * chance, 1.0),
        points=17 - number,
        reasons=tuple(cause.in_words() for cause in causes),
        action=causes[0].action() if causes else said("Rien de particulier à faire."),
    )


CHURN = ChurnView(
    made_on=TODAY,
    ranked=True,
    customers=tuple(_at_risk(number) for number in range(12)),
    since=date(2025, 11, 19),
    seen=300,
    left=20,
    years=1,
    firms=12,
    sha256="19b0311128f2f73df7d4e09bea6d3be7e00c692d816ff104a4019968cc6b5a01",
    came=(CameView("", 300, 22.4, 41, alarm=True), CameView("household", 180, 12.1, 14, alarm=False)),
    alarm=True,
    together=True,
)
UNRANKED = replace(
    CHURN,
    ranked=False,
    customers=tuple(replace(one, chance=0.06, low=0.03, high=0.11) for one in CHURN.customers),
    since=None,
    years=0,
    firms=1,
    came=(),
    alarm=False,
    together=False,
)


def churn(caller: Caller, slug: str) -> ChurnView:
    """Who may leave Duret."""
    return CHURN


def export_churn(caller: Caller, slug: str, *, kind: Literal["csv", "xlsx"]) -> FileView:
    """A small file."""
    return FileView(f"clients-a-retenir-duret.{kind}", "text/csv; charset=utf-8", b"Client\r\n")


def learn_together(caller: Caller, slug: str, *, wanted: bool) -> Done:
    """With others, or alone."""
    return Done("Dès cette nuit, vous apprenez à nouveau de vos seuls clients.")
