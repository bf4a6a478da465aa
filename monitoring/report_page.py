"""A report on a page and on paper: chapters with their figures, all drawn from the plain content of an edition."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

from django.utils.safestring import mark_safe

from dkbm.numbers import print_german, rounded
from dkbm.periods import from_key
from dkbm.ui.drawings import standalone
from dkbm.ui.figures import Figure, Printed
from monitoring.answer_figures import FrozenView
from monitoring.charts.development import BUND, Line
from monitoring.charts.events import Mark
from monitoring.charts.peers import Extras, picture
from monitoring.disclosure import Released, release_kept
from monitoring.figures import PaperFigure, short_unit, unit_note_of
from monitoring.models import Indicator, IndicatorVersion, Source
from monitoring.report_content import Content

NOT_IN_SOURCE = "In der Quelle nicht enthalten."
LONGEST_ALT = 200


@dataclass
class Chapter:
    """One indicator of an edition as it is shown.

    number, picture_number, table_number: counted within the report from 1; 0 where there is no picture or table.
    """

    content: Content
    number: int
    picture_number: int = 0
    table_number: int = 0

    @property
    def anchor(self) -> str:
        """Id on the page."""
        return f"kapitel-{self.content['code'].lower()}"

    @property
    def paragraphs(self) -> list[str]:
        """The authors' text, paragraph by paragraph."""
        return paragraphs(self.content["comment"])

    @property
    def written_for(self) -> str:
        """The Stand that the text was written for, as DD.MM.YYYY."""
        written = self.content["written"]
        return written.get("stand") or day_words(written.get("on", ""))

    @cached_property
    def view(self) -> FrozenView:
        """The chapter's rows as drawing code reads them."""
        return FrozenView(
            version=_version(self.content),
            snapshot=None,
            rows={line["code"]: release_kept(line["rows"]) for line in self.content["lines"]},
            kept_marks=[
                Mark(mark["period"], mark["text"], mark["kind"], mark.get("until", ""))
                for mark in self.content["marks"]
            ],
        )

    @cached_property
    def lines(self) -> list[Line]:
        """The municipality, its Land, Deutschland and the sum of the peers."""
        lines = [
            Line(line["name"], line["role"], self.view.of(line["code"])) for line in self.content["lines"]
        ]
        group = self.content["group"]
        if not group or not group["rows"]:
            return lines
        return [*lines, Line(group["name"], BUND, release_kept(group["rows"]))]

    @cached_property
    def figure(self) -> Figure:
        """The figure component: drawing, rule-based sentence and table from the same rows."""
        view = self.view
        drawn = self.lines[:1] if self.content["formula"] == "count" else self.lines
        known = any(line.known() for line in drawn)
        columns, rows = table_of(self)
        layout: Mapping[str, Any] = {}
        data: Sequence[Mapping[str, Any]] = []
        narrow = None
        if known:
            printing = {"unit": short_unit(view), "decimals": self.content["decimals"]}
            data, layout, narrow = picture(drawn, self._extras(), **printing)
        return Figure(
            id=f"b-{self.content['code']}",
            title=self.content["name"],
            summary=self.content["lead"],
            unit_note=unit_note_of(view),
            data=data,
            layout=layout,
            narrow_layout=narrow,
            columns=columns,
            rows=rows,
            source=self.content["source"],
            stand=self.content["stand"],
            empty_reason=self.content["lead"],
        )

    @cached_property
    def paper(self) -> PaperFigure:
        """The same figure as SVG."""
        return PaperFigure(self.figure)

    @property
    def paper_svg(self) -> str:
        """The drawing with its words inside, from which a PDF takes the alternative text; '' without a picture."""
        svg = str(self.paper.svg)
        # both parts are escaped where they are made
        return mark_safe(standalone(svg, self.alt)) if svg else ""  # noqa: S308

    @property
    def caption(self) -> str:
        """„Abbildung 3: Abgänge ohne Ersten Schulabschluss, in Prozent“, without the number."""
        return f"{self.content['name']}, {self.figure.unit_note}"

    @property
    def long_caption(self) -> str:
        """The caption of the picture, with what its area means."""
        group = self.content["group"]
        area = f". Fläche: {group['name']}, niedrigster bis höchster Wert" if group else ""
        return f"{self.caption.rstrip('.')}{area}" if area else self.caption

    @property
    def source_line(self) -> str:
        """„Quelle: …, Stand …“."""
        stand = self.content["stand"]
        return f"Quelle: {self.content['source']}" + (f" · Stand {stand}" if stand else "")

    @property
    def values(self) -> list[tuple[Line, str, Decimal | None, str]]:
        """(line, period, rounded value or None, reason or note) of every row, in time order."""
        decimals = self.content["decimals"]
        return [
            (
                line,
                from_key(row.period).label,
                None if row.value is None else rounded(row.value, decimals),
                row.reason if row.value is None else _note(row),
            )
            for line in self.lines
            for row in sorted(line.rows, key=lambda row: from_key(row.period).sort_key)
        ]

    @property
    def alt(self) -> str:
        """The picture in words, at most 200 signs; all values stand in the table."""
        names = ", ".join(line.name for line in self.lines if line.known())
        said = f"Verlauf für {names}. {self.content['lead']}"
        return said if len(said) <= LONGEST_ALT else f"{said[: LONGEST_ALT - 1].rstrip()}…"

    def _extras(self) -> Extras:
        group = self.content["group"]
        band = [(period, Decimal(low), Decimal(high)) for period, low, high in group["span"]] if group else []
        name = f"{group['name']}: niedrigster bis höchster Wert" if group else ""
        return Extras(band=band, band_name=name, marks=self.view.marks)


@dataclass
class Theme:
    """A letter of the catalogue with its chapters."""

    letter: str
    name: str
    chapters: list[Chapter] = field(default_factory=list)


@dataclass
class ReportPage:
    """An edition as it is shown."""

    content: Content

    @cached_property
    def chapters(self) -> list[Chapter]:
        """All chapters in reading order."""
        found = [Chapter(one, number) for number, one in enumerate(self.content["chapters"], start=1)]
        pictures, tables = 0, 0
        for chapter in found:
            if chapter.figure.data:
                pictures += 1
                chapter.picture_number = pictures
            if chapter.figure.rows:
                tables += 1
                chapter.table_number = tables
        return found

    @cached_property
    def themes(self) -> list[Theme]:
        """The chapters under their themes."""
        found: dict[str, Theme] = {}
        for chapter in self.chapters:
            letter = chapter.content["theme"]
            theme = found.setdefault(letter, Theme(letter, chapter.content["theme_name"]))
            theme.chapters.append(chapter)
        return list(found.values())

    @property
    def title(self) -> str:
        """„Bildungsbericht Emden 2026“."""
        return f"{self.content['name']} {self.content['edition']}"

    @property
    def made_on(self) -> str:
        """The day the figures were read, as DD.MM.YYYY."""
        return day_words(self.content["made_on"])

    @property
    def introduction(self) -> list[str]:
        """The introduction, paragraph by paragraph."""
        return paragraphs(self.content["introduction"])

    @property
    def stale(self) -> list[Chapter]:
        """Chapters whose text was written for other figures."""
        return [chapter for chapter in self.chapters if chapter.content["stale"]]


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a typed text; an empty line parts them."""
    parts = text.replace("\r\n", "\n").split("\n\n")
    return [" ".join(part.split()) for part in parts if part.strip()]


def day_words(iso: str) -> str:
    """„2026-11-28“ as 28.11.2026, '' for ''."""
    return f"{date.fromisoformat(iso):%d.%m.%Y}" if iso else ""


def table_of(chapter: Chapter) -> tuple[list[tuple[str, str, str]], list[dict[str, Any]]]:
    """A row per period, the newest first, a column per line, and of how many the own value speaks."""
    said = chapter.content
    lines = [line for place, line in enumerate(chapter.lines) if place == 0 or line.rows]
    unit = "in %" if said["unit"] == "%" else f"in {said['unit']}"
    columns = [("period", "Zeit", "text")]
    columns += [(f"l{i}", f"{line.name}, {unit}", "number") for i, line in enumerate(lines)]
    by_place = {(i, row.period): row for i, line in enumerate(lines) for row in line.rows}
    periods = sorted({period for _i, period in by_place}, key=lambda k: from_key(k).sort_key, reverse=True)
    own = {period: by_place.get((0, period)) for period in periods}
    has_parts = said["formula"] == "rate" and any(_parts(row) for row in own.values())
    if has_parts:
        columns.insert(2, ("parts", "davon in Zahlen", "text"))
    spans = {
        period: (Decimal(low), Decimal(high)) for period, low, high in (said["group"] or {}).get("span", ())
    }
    if spans:
        columns.append(("span", f"{said['group']['name']}, niedrigster bis höchster Wert", "text"))
    notes = {period: _note(row) for period, row in own.items()}
    if any(notes.values()):
        columns.append(("note", "Hinweis", "text"))
    rows = []
    for period in periods:
        cells = {f"l{i}": _cell(by_place.get((i, period)), said["decimals"]) for i in range(len(lines))}
        extra = {
            "parts": Printed(_parts(own[period]) or "–"),
            "span": _span(spans.get(period), said["decimals"]),
            "note": Printed(notes[period], notes[period]),
        }
        rows.append({"period": from_key(period).label, **cells, **extra})
    return columns, rows


def _cell(row: Released | None, decimals: int) -> Printed:
    if row is None:
        return Printed(NOT_IN_SOURCE, NOT_IN_SOURCE)
    if row.value is None:
        return Printed(row.reason, row.reason)
    return Printed(print_german(row.value, decimals), rounded(row.value, decimals))


def _span(ends: tuple[Decimal, Decimal] | None, decimals: int) -> Printed:
    words = f"{print_german(ends[0], decimals)} bis {print_german(ends[1], decimals)}" if ends else "–"
    return Printed(words, words)


def _parts(row: Released | None) -> str:
    if row is None or row.value is None or row.numerator is None or row.denominator is None:
        return ""
    return f"{print_german(row.numerator, 0)} von {print_german(row.denominator, 0)}"


def _note(row: Released | None) -> str:
    if row is None or row.value is None:
        return ""
    return "; ".join(filter(None, ("Summe der Kreise" if row.summed else row.reason, row.note)))


def _version(said: Content) -> IndicatorVersion:
    """A definition that is stored nowhere: what drawing asks of one, out of the content alone."""
    names = ("number", "name", "unit", "decimals", "direction", "formula", "factor")
    texts = ("numerator_text", "denominator_text")
    return IndicatorVersion(
        indicator=Indicator(code=said["code"], theme=said["theme"]),
        source=Source(table=said["table"], period_rule=said["period_rule"]),
        **{name: said[name] for name in (*names, *texts)},
    )
