"""Reading what hangs on whom, named after the page „Abhängigkeiten“."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from dkbm.models import Municipality
from projects.dependency import Loss, Offer, hanging_on_one, losses, suggested_deputy
from projects.models import Interface, KeyProcess, Tie
from projects.resources.days import moved

REVIEW_MONTHS = 24
BEGINNING = 3
"""„Beginnen Sie mit den drei wichtigsten.“"""


def offers_of(municipality: Municipality) -> QuerySet[KeyProcess]:
    """Offers with their functions and partners, by title; the own municipality sees them, nobody else."""
    return (
        KeyProcess.objects.filter(municipality=municipality)
        .prefetch_related("ties__post")
        .select_related("project")
        .order_by("title", "pk")
    )


@dataclass(frozen=True)
class OfferRow:
    """An offer with its answers; `gaps` says what is missing for N-P5."""

    offer: KeyProcess
    owners: list[str]
    deputies: list[str]
    partners: list[str]
    gaps: list[str]

    @property
    def is_safe(self) -> bool:
        """Owner, deputy and a handbook reviewed within 24 months."""
        return not self.gaps


@dataclass(frozen=True)
class LossRow:
    """What happens without a function; beside each orphan who could deputise ('' = nobody comes to mind)."""

    loss: Loss
    orphans: list[tuple[Offer, str]]


@dataclass(frozen=True)
class KnowledgePage:
    """The page about dependencies."""

    rows: list[OfferRow]
    offers: list[Offer]
    on_one: list[Offer]
    losses: list[LossRow]
    interfaces: list[Interface]

    @property
    def safe(self) -> int:
        """How many offers are safe (numerator of N-P5)."""
        return sum(row.is_safe for row in self.rows)

    @property
    def to_begin(self) -> int:
        """How many of the first three offers are still to be named."""
        return max(0, BEGINNING - len(self.rows))


def knowledge_page(municipality: Municipality, today: date) -> KnowledgePage:
    """Offers, what hangs on one function, and what each function's going would leave."""
    rows = [offer_row(offer, today) for offer in offers_of(municipality)]
    offers = [row.offer.as_offer() for row in rows]
    interfaces = Interface.objects.filter(municipality=municipality)
    return KnowledgePage(
        rows=rows,
        offers=offers,
        on_one=hanging_on_one(offers),
        losses=[_loss_row(loss, offers) for loss in losses(offers)],
        interfaces=list(
            interfaces.select_related("process", "unit", "other_unit", "agreement").order_by(
                "process__title", "pk"
            )
        ),
    )


def is_fresh(reviewed_on: date | None, today: date) -> bool:
    """Whether somebody looked at the handbook within 24 months; a day to come is no look."""
    return reviewed_on is not None and moved(today, -REVIEW_MONTHS) <= reviewed_on <= today


def offer_row(offer: KeyProcess, today: date) -> OfferRow:
    """An offer with what is missing for N-P5."""
    owners, deputies = offer.names(Tie.OWNER), offer.names(Tie.DEPUTY)
    gaps = [
        words
        for is_missing, words in (
            (not owners, "Zuständigkeit"),
            (not deputies, "Vertretung"),
            (not offer.handbook, "Handbuch"),
            (bool(offer.handbook) and not is_fresh(offer.reviewed_on, today), "Prüfung in 24 Monaten"),
        )
        if is_missing
    ]
    return OfferRow(offer, owners, deputies, offer.names(Tie.PARTNER), gaps)


def _loss_row(loss: Loss, offers: list[Offer]) -> LossRow:
    return LossRow(loss, [(orphan, suggested_deputy(offers, orphan)) for orphan in loss.orphaned])
