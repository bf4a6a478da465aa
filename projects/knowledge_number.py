"""What others may know of a municipality's knowledge: how many offers are safe, and nothing about them."""

from __future__ import annotations

from datetime import date

from dkbm.access.audiences import Sharing
from dkbm.access.scope import current_scope, system_scope
from dkbm.models import Municipality
from projects.queries_knowledge import knowledge_page


def safe_of_all(municipality: Municipality, today: date) -> tuple[int, int] | None:
    """(safe offers, all offers) for own people and, from „Eckdaten“ on, for the accompanying agency.

    None for everybody else and while there is no offer. The offers themselves never leave their municipality.
    """
    scope = current_scope()
    if scope is None:
        return None
    is_shared = municipality.pk in scope.accompanied and municipality.sharing >= Sharing.KEY_FACTS
    if municipality.pk not in scope.own and not is_shared:
        return None
    with system_scope("two counts of rows that nobody else may read"):
        page = knowledge_page(municipality, today)
        return (page.safe, len(page.rows)) if page.rows else None
