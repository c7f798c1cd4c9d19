"""What a customer may ask of the firm about himself: a copy of all that it holds of him."""

from api.actions.common import firm_for, house_of
from api.views import Caller, FileView, Role
from desk.export import export_customer as copy_of
from planner.identifiers import CustomerId


def export_customer(caller: Caller, slug: str, *, customer: str) -> FileView:
    """Return all that the firm holds of a customer, as one archive.

    Raises:
        NotFound: the firm has no such customer.
    """
    firm, _ = firm_for(caller, slug, Role.MANAGEMENT)
    with house_of(caller).transactions.read(firm.id) as work:
        content = copy_of(work, CustomerId(customer))
    return FileView(f"donnees-{customer}.zip", "application/zip", content)
