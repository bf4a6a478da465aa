"""HTTP of the draft resolution: choose two kept scenarios, read it, take it along."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.ui.downloads import attachment
from dkbm.ui.pdf import pdf_or_print_page
from projects import queries_scenarios as queries
from projects.decision_papers import LETTERS, Damaged, docx_of, paper_of
from projects.models import Scenario
from projects.scenarios.paper import Paper
from projects.views_scenarios import OwnPage

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
CHOOSE_TWO = "Wählen Sie zwei verschiedene Szenarien."


class PaperPage(OwnPage):
    """The draft with its choice: `?links=3&rechts=5&vorschlag=A`; the address is all of its state."""

    template_name = "projects/vorlage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        asked = {name: self.request.GET.get(name, "") for name in ("links", "rechts", "vorschlag")}
        paper, error = self.paper(asked)
        return super().get_context_data(
            rows=list(queries.kept_scenarios(self.here)),
            chosen=asked,
            letters=LETTERS,
            paper=paper,
            error=error,
            address=self.request.GET.urlencode(),
            **kwargs,
        )

    def paper(self, asked: dict[str, str]) -> tuple[Paper | None, str]:
        """The draft, or None with what is to be mended; ('' while nothing was chosen yet). Raises Http404."""
        if not (asked["links"] or asked["rechts"]):
            return None, ""
        try:
            pair = queries.pair_of(self.here, asked["links"], asked["rechts"])
        except Scenario.DoesNotExist as missing:
            raise Http404 from missing
        if pair.left is None or pair.right is None or pair.left == pair.right:
            return None, CHOOSE_TWO
        try:
            found = paper_of(self.here, pair.left, pair.right, wanted=asked["vorschlag"], today=clock.today())
        except Damaged as damaged:
            words = _(
                "Szenario %(number)s ist beschädigt und lässt sich nicht zitieren. Bitte melden Sie es dem Betrieb."
            )
            return None, words % {"number": damaged}
        return found, ""


class PaperFile(PaperPage):
    """The draft as a document or as PDF; without two scenarios there is no such page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked = {name: request.GET.get(name, "") for name in ("links", "rechts", "vorschlag")}
        paper, _error = self.paper(asked)
        if paper is None:
            raise Http404
        name = f"beschlussvorlage-szenario-{asked['links']}-{asked['rechts']}"
        if kwargs["form"] == "docx":
            return attachment(docx_of(paper), name=f"{name}.docx", content_type=DOCX)
        return pdf_or_print_page(request, "projects/vorlage_papier.html", {"paper": paper}, name=name)
