"""Figure components from released rows: chart, sentence and table out of the same values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import mark_safe

from dkbm.models import Municipality
from dkbm.numbers import print_german, rounded
from dkbm.periods import from_key
from dkbm.ui.figures import Figure, Printed
from monitoring.calculation.wide import wide_table
from monitoring.charts import Line, comparison, development
from monitoring.charts.development import BUND, LAND, OWN
from monitoring.charts.events import LONGEST_IN_CARD
from monitoring.charts.peers import Extras, picture
from monitoring.charts.svg import NARROW, drawing
from monitoring.disclosure import Released
from monitoring.queries import GERMANY, IndicatorView
from monitoring.queries_marks import words_of

NO_DATA = "Noch keine Daten. Lesen Sie Tabelle {table} der Regionaldatenbank ein."
Columns = list[tuple[str, str, str]]


def no_data(view: IndicatorView) -> str:
    """Why there is nothing, and what to do about it."""
    version = view.version
    if view.known_on is not None:
        return f"Am {view.known_on:%d.%m.%Y} lag hierzu im Portal noch nichts vor."
    if not version.is_computable:
        return f"Noch nicht berechenbar. Quelle wäre: {version.source.table}."
    if version.uses_own or version.indicator.owner_id is not None:
        return "Noch keine Daten: Die Zahlen, mit denen diese eigene Kennzahl rechnet, fehlen."
    return NO_DATA.format(table=version.source.table)


def source_line(view: IndicatorView) -> str:
    """Publisher, table, licence: the attribution the licence asks for."""
    source = view.version.source
    return ", ".join(filter(None, (source.publisher, f"Tabelle {source.table}", source.licence)))


def stand_line(view: IndicatorView) -> str:
    """The date of the file as DD.MM.YYYY, '' when nothing is computed yet."""
    parts = view.version.source.retrieved.split("-")
    return ".".join(reversed(parts)) if view.snapshot and len(parts) == 3 else ""


def notes_url(view: IndicatorView) -> str:
    """Where the notes stand that the source itself prints below its numbers; "" where it prints none."""
    if not view.version.source.notes:
        return ""
    return reverse("monitoring:definition", args=[view.version.indicator.code]) + "#anmerkungen"


def own_figure(view: IndicatorView, municipality: Municipality, land_name: str) -> Figure:
    """One indicator of a municipality: development, against Land and Bund where a comparison means something."""
    lines = _lines(view, municipality, land_name)
    drawn = lines if view.version.formula != "count" else lines[:1]
    data, layout, narrow = _drawing(view, drawn)
    has_number = any(line.known() for line in drawn)
    newest = view.newest(municipality.region.ags)
    code = view.version.indicator.code
    return Figure(
        id=f"i-{code}",
        title=view.version.name,
        summary=summary(view, municipality, land_name),
        unit_note=unit_note_of(view),
        data=data if has_number else [],
        empty_reason=summary(view, municipality, land_name),
        layout=layout,
        narrow_layout=narrow,
        columns=columns_of(view),
        rows=table_rows(view, lines),
        source=source_line(view),
        stand=stand_line(view),
        download_url=reverse("monitoring:csv", args=[municipality.slug, code]) + known_on_query(view),
        provenance_url=reverse("monitoring:provenance", args=[newest.origin])
        if newest and newest.origin
        else "",
        notes_url=notes_url(view),
    )


def _drawing(view: IndicatorView, drawn: Sequence[Line]) -> Any:
    """Traces and layouts; a changed definition or a break is a dated line in the picture."""
    printing = {"unit": short_unit(view), "decimals": view.version.decimals}
    if any(line.known() for line in drawn) and view.marks:
        return picture(drawn, Extras(marks=view.marks, longest_words=LONGEST_IN_CARD), **printing)
    return development(drawn, **printing)


def _lines(view: IndicatorView, municipality: Municipality, land_name: str) -> list[Line]:
    region = municipality.region
    lines = [Line(region.name, OWN, view.of(region.ags))]
    if region.ags[:2] != region.ags:
        lines.append(Line(land_name, LAND, view.of(region.ags[:2])))
    lines.append(Line("Deutschland", BUND, view.of(GERMANY)))
    return lines


def known_on_query(view: IndicatorView) -> str:
    """„?stand=2025-11-01“ for links to the same state of knowledge, "" for today."""
    return f"?stand={view.known_on:%Y-%m-%d}" if view.known_on else ""


def short_unit(view: IndicatorView) -> str:
    """The unit where it is short enough to stand at every number: „%“, else ''."""
    return view.version.unit if view.version.unit == "%" else ""


def unit_note_of(view: IndicatorView) -> str:
    """What the axis shows: the unit and the meaning of the time."""
    rule = view.version.source.period_rule
    return ", ".join(
        filter(None, (f"in {view.version.unit}" if view.version.unit != "%" else "in Prozent", rule))
    )


def summary(view: IndicatorView, municipality: Municipality, land_name: str) -> str:
    """The number in words: „2023 waren es 9,8 % (55 von 561). Niedersachsen: 7,7 %, Deutschland: 7,1 %.“"""
    newest = view.newest(municipality.region.ags)
    if newest is None:
        return no_data(view)
    when = from_key(newest.period).label
    if newest.value is None:
        return f"{when}: {newest.reason}"
    said = "".join(f", {word}" for word in words_of([newest]))
    text = f"{when}: {printed_value(newest, view)}{_parts(newest, view)}{said}."
    references = [
        f"{name}: {printed_value(row, view)}"
        for name, row in (
            (land_name, view.at(municipality.region.ags[:2], newest.period)),
            ("Deutschland", view.at(GERMANY, newest.period)),
        )
        if row is not None and row.value is not None
    ]
    return text if not references else f"{text} {', '.join(references)}."


def printed_value(row: Released, view: IndicatorView) -> str:
    """The number with its unit, or the reason in its place."""
    return (
        print_german(row.value, view.version.decimals, view.version.unit)
        if row.value is not None
        else row.reason
    )


def _parts(row: Released, view: IndicatorView) -> str:
    if view.version.formula != "rate" or row.numerator is None or row.denominator is None:
        return ""
    return (
        f" ({print_german(row.numerator, 0)} von {print_german(row.denominator, 0)})"
        if view.version.unit == "%"
        else ""
    )


def columns_of(view: IndicatorView) -> Columns:
    """Columns of an indicator's table; numerator and denominator where it is a rate."""
    columns: Columns = [("region", "Gebiet", "text"), ("period", "Zeit", "text")]
    if view.version.formula == "rate":
        columns += [
            ("numerator", view.version.numerator_text or "Zähler", "number"),
            ("denominator", view.version.denominator_text or "Nenner", "number"),
        ]
    columns += [("value", f"Wert in {view.version.unit}", "number"), ("note", "Hinweis", "text")]
    return columns


def table_rows(view: IndicatorView, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Rows of the table: every value or its reason, newest period first."""
    periods = sorted(
        {row.period for line in lines for row in line.rows}, key=lambda k: from_key(k).sort_key, reverse=True
    )
    by_place = {(line.name, row.period): row for line in lines for row in line.rows}
    return [
        table_row(line.name, period, by_place.get((line.name, period)), view)
        for period in periods
        for line in lines
    ]


def table_row(name: str, period: str, row: Released | None, view: IndicatorView) -> dict[str, Any]:
    """A line of the table: numbers where there are some, else the reason beside an empty cell."""
    values: dict[str, Any] = {"region": name, "period": from_key(period).label}
    origin = reverse("monitoring:provenance", args=[row.origin]) if row is not None and row.origin else ""
    for field, decimals in (("numerator", 0), ("denominator", 0), ("value", view.version.decimals)):
        number = getattr(row, field, None) if row is not None and row.value is not None else None
        values[field] = (
            Printed("–")
            if number is None
            else Printed(
                print_german(number, decimals), _without_zeros(number), origin if field == "value" else ""
            )
        )
    values["note"] = Printed(note_of(row), note_of(row))
    return values


def _without_zeros(number: Decimal) -> Decimal:
    """The same number without the zeros that only the column of the database adds."""
    whole = number.to_integral_value()
    return whole if number == whole else number.normalize()


def note_of(row: Released | None) -> str:
    """What must be said beside a value, or the reason in its place."""
    if row is None:
        return "In der Quelle nicht enthalten."
    said = "Summe der Kreise" if row.summed else row.reason
    return "; ".join(filter(None, (said, row.note)))


def comparison_figure(
    view: IndicatorView, municipalities: Sequence[Municipality], land_names: Mapping[str, str]
) -> Figure:
    """Municipalities side by side for the newest period that most of them have; alphabetical."""
    period = _common_period(view, municipalities)
    rows = [(m, view.at(m.region.ags, period) if period else None) for m in municipalities]
    references = _references(view, municipalities, period, land_names)
    known = [(m.region.name, row.value) for m, row in rows if row is not None and row.value is not None]
    data, layout, narrow = comparison(known, unit=short_unit(view), decimals=view.version.decimals)
    table = [table_row(m.name, period, row, view) for m, row in rows] if period else []
    table += [table_row(name, period, row, view) for name, row in references]
    return Figure(
        id=f"v-{view.version.indicator.code}",
        title=view.version.name,
        summary=_comparison_summary(view, period, references),
        unit_note=unit_note_of(view),
        data=data if known else [],
        layout=layout,
        narrow_layout=narrow,
        columns=columns_of(view),
        rows=table,
        source=source_line(view),
        stand=stand_line(view),
        notes_url=notes_url(view),
    )


def _common_period(view: IndicatorView, municipalities: Sequence[Municipality]) -> str:
    """The newest period for which the most of them have a number, else the newest one at all."""
    counts: dict[str, int] = {}
    for m in municipalities:
        for row in view.of(m.region.ags):
            counts[row.period] = counts.get(row.period, 0) + (row.value is not None)
    return max(counts, key=lambda key: (counts[key], from_key(key).sort_key), default="")


def _references(
    view: IndicatorView, municipalities: Sequence[Municipality], period: str, land_names: Mapping[str, str]
) -> list[tuple[str, Released]]:
    if not period or view.version.formula == "count":
        return []
    codes = sorted({m.region.ags[:2] for m in municipalities})
    found = [(land_names.get(code, "Land"), view.at(code, period)) for code in codes]
    found.append(("Deutschland", view.at(GERMANY, period)))
    return [(name, row) for name, row in found if row is not None]


def _comparison_summary(view: IndicatorView, period: str, references: list[tuple[str, Released]]) -> str:
    if not period:
        return no_data(view)
    words = [f"{name}: {printed_value(row, view)}" for name, row in references if row.value is not None]
    return f"{from_key(period).label}. " + (
        f"Zum Einordnen: {', '.join(words)}." if words else "Alphabetisch, keine Rangfolge."
    )


class PaperFigure:
    """A figure on paper: the same words, rows and drawing, as SVG instead of Plotly."""

    def __init__(self, figure: Figure) -> None:
        self.title, self.summary, self.unit_note = figure.title, figure.summary, figure.unit_note
        self.columns, self.rows = figure.columns, figure.rows
        self.source, self.stand = figure.source, figure.stand
        # every word in the drawing is escaped by monitoring.charts.svg
        self.svg = mark_safe(drawing(figure.data, figure.layout))  # noqa: S308
        self._figure = figure

    @property
    def titled(self) -> str:
        """The drawing with words: inside it for whoever hears it, from which a PDF takes its alternative text."""
        said = ". ".join(filter(None, (self.title.rstrip("."), self.summary)))
        return mark_safe(self.svg.replace("<svg ", f'<svg aria-label="{escape(said)}" ', 1))  # noqa: S308

    @property
    def narrow(self) -> str:
        """The same drawing for a phone, with letters as large as in the wide one."""
        return mark_safe(drawing(self._figure.data, self._figure.layout, NARROW))  # noqa: S308


def comparison_sheet(
    views: Sequence[IndicatorView], municipalities: Sequence[Municipality]
) -> tuple[Columns, list[dict[str, Any]]]:
    """Columns and rows of the wide sheet: each number at the newest common period, gaps with their reason."""
    columns: Columns = [("row", "Kommune", "text")]
    entries: list[tuple[str, str, Any]] = []
    for view in views:
        period = _common_period(view, municipalities)
        if not period:
            continue
        code = view.version.indicator.code
        columns.append(
            (code, f"{view.version.name}, {from_key(period).label}, in {view.version.unit}", "number")
        )
        for m in municipalities:
            row = view.at(m.region.ags, period)
            entries.append((m.name, code, _sheet_value(row, view)))
    names = [m.name for m in municipalities]
    return columns, wide_table(entries, names, [key for key, _label, _kind in columns[1:]])


def _sheet_value(row: Released | None, view: IndicatorView) -> Any:
    if row is None or row.value is None:
        return note_of(row)
    return rounded(row.value, view.version.decimals)
