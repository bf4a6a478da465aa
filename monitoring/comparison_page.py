"""The page „Kennzahlen vergleichen“: some indicators of one municipality beside what was chosen.

All of its state is the query string: `?kommune=emden&kennzahlen=D15,A14&vergleich=land&zeit=2015-2025&ansicht=
tabelle`; what stands at its default is left out, but never the Kommune, whose default differs from reader to reader.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from dkbm.models import Municipality
from dkbm.periods import from_key
from monitoring.comparison import DEFAULT, peers_of
from monitoring.disclosure import Released
from monitoring.indicator_figures import comparison_figure, development_figure, table_figure
from monitoring.indicator_page import IndicatorPage, indicator_page
from monitoring.knowledge import asked_day
from monitoring.models import IndicatorVersion
from monitoring.services.recompute import latest_versions

TABS = (("verlauf", "Verlauf"), ("vergleich", "Vergleich"), ("tabelle", "Tabelle"))
FIGURES = {"verlauf": development_figure, "vergleich": comparison_figure, "tabelle": table_figure}
MOST_INDICATORS = 12
FIRST = 2
YEARS = re.compile(r"(\d{4})-(\d{4})")


@dataclass
class ComparisonPage:
    """What the reader asked for, as far as it exists; `refused` are codes that name no indicator."""

    municipality: Municipality
    pages: list[IndicatorPage]
    versions: list[IndicatorVersion]
    refused: list[str]
    tab: str
    years: tuple[int, int] | None
    known_on: date | None = None

    @property
    def codes(self) -> list[str]:
        """Codes of the indicators shown, in the order asked for."""
        return [page.version.indicator.code for page in self.pages]

    @property
    def first(self) -> IndicatorPage:
        """The page whose data the picker speaks of."""
        return self.pages[0]

    @cached_property
    def figures(self) -> list[Any]:
        """A figure for every indicator."""
        return [FIGURES[self.tab](page) for page in self.pages]

    @property
    def query(self) -> str:
        """The query string of this very page, without „?“."""
        return self.address()[1:]

    def address(self, **changes: str) -> str:
        """„?kommune=emden&vergleich=land“: the state with changes, only what differs from the default."""
        words = self.first.choice.words if self.pages else list(DEFAULT)
        codes = self.codes
        state = {
            "kommune": self.municipality.slug,
            "kennzahlen": "" if codes == default_codes(self.versions) else ",".join(codes),
            "vergleich": ",".join(words) or "ohne",
            "zeit": "-".join(map(str, self.years)) if self.years else "",
            "ansicht": self.tab if self.tab != "verlauf" else "",
            "stand": f"{self.known_on:%Y-%m-%d}" if self.known_on else "",
        } | changes
        if state["vergleich"] == ",".join(DEFAULT):
            state["vergleich"] = ""
        return f"?{urlencode({key: value for key, value in state.items() if value}, safe=',')}"


def default_codes(versions: Sequence[IndicatorVersion]) -> list[str]:
    """What is shown when nothing is asked for: the first two of the catalogue."""
    return [version.indicator.code for version in versions[:FIRST]]


def comparison_page(municipality: Municipality, query: QueryDict) -> ComparisonPage:
    """The page as the query string asks for it; what it cannot read counts as not said."""
    # a definition in words only has nothing to show yet
    versions = [version for version in latest_versions() if version.numerator]
    known = {version.indicator.code: version for version in versions}
    asked = [word.strip() for said in query.getlist("kennzahlen") for word in said.split(",") if word.strip()]
    asked = list(dict.fromkeys(asked)) or default_codes(versions)
    codes = [code for code in asked if code in known][:MOST_INDICATORS]
    tab = query.get("ansicht", "verlauf")
    peers = peers_of(municipality)
    found = (indicator_page(municipality, code, query, peers) for code in codes or default_codes(versions))
    page = ComparisonPage(
        municipality,
        [one for one in found if one is not None],
        versions,
        [code for code in asked if code not in codes],
        tab if tab in dict(TABS) else "verlauf",
        _years(query.get("zeit", "")),
        asked_day(query),
    )
    for one in page.pages:
        one.tab = page.tab
        _trim(one, page.years)
    return page


def _years(text: str) -> tuple[int, int] | None:
    match = YEARS.fullmatch(text.strip())
    if match is None:
        return None
    first, last = int(match[1]), int(match[2])
    return (first, last) if first <= last else (last, first)


def _trim(page: IndicatorPage, years: tuple[int, int] | None) -> None:
    """Leave out periods that do not end within the years."""
    if years is None:
        return
    rows = page.view.rows
    page.view.rows = {code: [row for row in own if _within(row, years)] for code, own in rows.items()}


def _within(row: Released, years: tuple[int, int]) -> bool:
    last = from_key(row.period).last_month
    return last is None or years[0] <= last.year <= years[1]
