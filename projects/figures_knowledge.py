"""The network of offers and functions as a figure with its table."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dkbm.ui.figures import Figure
from projects.dependency import Offer, hanging_on_one
from projects.dependency.figure import COLUMNS, draw_network


def network_figure(offers: Sequence[Offer]) -> Figure | None:
    """Who carries what; None while no offer names a function."""
    drawing = draw_network(offers)
    if not drawing.data:
        return None
    return Figure(
        id="netz",
        title=_("Wer trägt was"),
        summary=_summary(offers),
        unit_note=_(
            "Links Funktionen, rechts Angebote. Ein leeres rotes Quadrat und eine gestrichelte Linie: Nur eine Funktion trägt es."
        ),
        data=drawing.data,
        layout=drawing.layout,
        narrow_layout=drawing.narrow_layout,
        columns=COLUMNS,
        rows=drawing.rows,
        source=_("Antworten auf die Leitfragen in diesem Portal"),
    )


def _summary(offers: Sequence[Offer]) -> str:
    count = len(hanging_on_one(offers))
    total = len(offers)
    if not count:
        return _("Kein Angebot hängt an einer einzigen Funktion.")
    words = ngettext(
        "%(n)s von %(total)s Angeboten hängt an einer einzigen Funktion.",
        "%(n)s von %(total)s Angeboten hängen an einer einzigen Funktion.",
        count,
    )
    return words % {"n": count, "total": total}
