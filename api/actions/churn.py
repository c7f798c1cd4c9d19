"""Direction reads who may leave, takes the list away, and decides whether to learn together with other firms."""

from dataclasses import replace

from api.actions.common import Format, firm_for, house_of, noted, spreadsheet
from api.churn_lines import churn_lines
from api.views import AtRiskView, Caller, CameView, ChurnView, Done, FileView, Role
from desk.churn import AtRisk, ChurnList, churn_list
from desk.customers import Customer
from desk.said import said
from planner.firms import Firm
from planner.ports import Work
from planner.services import Service


def churn(caller: Caller, slug: str) -> ChurnView:
    """Return who may leave, as the last night told it; nobody before the first."""
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    with house_of(caller).transactions.read(firm.id) as work:
        return _view(work, churn_list(work))


def export_churn(caller: Caller, slug: str, *, kind: Format) -> FileView:
    """Return the whole list for a spreadsheet."""
    view = churn(caller, slug)
    return spreadsheet(f"clients-a-retenir-{slug}-{view.made_on or 'vide'}", "Clients", churn_lines(view), kind)


def learn_together(caller: Caller, slug: str, *, wanted: bool) -> Done:
    """Have the firm learn who may leave with the others that want to, from the next night on, or alone again."""
    firm, person = firm_for(caller, slug, Role.MANAGEMENT)

    def command(work: Work) -> None:
        work.save_firm(_learning(work.firm, wanted=wanted))

    house_of(caller).transactions.write(firm.id, noted(person, "change_settings", command))
    if wanted:
        return Done(said("Dès cette nuit, vous apprenez avec les autres entreprises qui le veulent aussi."))
    return Done(said("Dès cette nuit, vous apprenez à nouveau de vos seuls clients."))


def _learning(firm: Firm, *, wanted: bool) -> Firm:
    return replace(firm, rules=replace(firm.rules, learns_together=wanted))


def _view(work: Work, kept: ChurnList | None) -> ChurnView:
    together = work.firm.rules.learns_together
    if kept is None:
        return ChurnView(together=together)
    card = kept.card
    people = {one.id: one for one in work.of(Customer).find(id=[one.customer_id for one in kept.customers])}
    names = {service.code: service.name for service in work.of(Service).find()}
    return ChurnView(
        made_on=kept.made_on,
        ranked=kept.ranked,
        customers=tuple(
            _customer(one, people[one.customer_id], names) for one in kept.customers if one.customer_id in people
        ),
        since=card.since,
        seen=card.customers,
        left=card.departures,
        years=card.years,
        firms=card.firms,
        sha256=card.sha256,
        came=tuple(CameView(came.kind, came.customers, came.expected, came.observed, came.alarm) for came in card.came),
        alarm=card.alarm,
        together=together,
    )


def _customer(one: AtRisk, customer: Customer, services: dict[str, str]) -> AtRiskView:
    return AtRiskView(
        contract=one.contract_id,
        customer=customer.id,
        name=customer.name,
        phone=customer.phone,
        service=services.get(one.kind, one.kind),
        annual_cents=one.annual_cents,
        chance=one.chance,
        low=one.low,
        high=one.high,
        points=one.points,
        reasons=tuple(cause.in_words() for cause in one.causes),
        action=one.causes[0].action() if one.causes else said("Rien de particulier à faire."),
    )
