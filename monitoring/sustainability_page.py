"""What the pages of Verstetigung show of a picture: families, radar, steps, the „Warum?“ of one indicator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.urls import reverse

from dkbm.clock import BERLIN
from dkbm.ui.figures import Figure
from monitoring.charts.course import course
from monitoring.charts.radar import radar
from monitoring.models import Assessment
from monitoring.queries_readings import Picture
from monitoring.record_links import Links
from monitoring.sustainability import words
from monitoring.sustainability.catalogue import BY_CODE, LEAD, Dimension
from monitoring.sustainability.degree import CAPACITY, LEAST_CAPACITY, Assessed, Score
from monitoring.sustainability.durations import Case, typical_words
from monitoring.sustainability.levers import Lever
from monitoring.sustainability.reading import Light, State, for_display
from monitoring.sustainability.record import number_of
from monitoring.sustainability.stock import approved, ends
from monitoring.sustainability.windows import whole_months

FAMILIES = (
    ("Personalstellen", Dimension.POSTS, "N-P1"),
    ("Finanzhaushalt", Dimension.MONEY, "N-F1"),
    ("Überführung in Regelstrukturen", Dimension.STRUCTURES, "N-R1"),
)
"""First level: the three families that the flyer names, each with its lead tile."""
FIRST_STEPS = 5
DURATION = "N-R3"
LIGHT_OF_TEXT = {light.value: light for light in Light}


@dataclass(frozen=True)
class Shown:
    """One indicator on a page. `light`: key of the light component, '' without light; `parts`: „2,0 von 3,0 VZÄ“."""

    code: str
    name: str
    value: str
    unit: str
    parts: str
    light: str
    note: str
    is_lead: bool
    is_missing: bool
    url: str


@dataclass(frozen=True)
class Family:
    """A dimension with its tile (None outside the first level), score, weight and indicators."""

    title: str
    tile: Shown | None
    tile_note: str
    score: str
    weight: int
    computed: str
    rows: tuple[Shown, ...]


@dataclass(frozen=True)
class Step:
    """One of the wirksamste nächste Schritte. `worsens`: names of lead indicators whose light gets worse."""

    words: str
    effort: str
    gain: str
    changes: tuple[str, ...]
    more_changes: int
    worsens: tuple[str, ...]
    url: str


def shown(picture: Picture, code: str) -> Shown:
    """The indicator with this code."""
    row = picture.row(code)
    reading, value = row.reading, row.reading.value
    number, unit = ("", "") if value is None else words.number_words(row.definition, value)
    return Shown(
        code=code,
        name=row.definition.name,
        value=number,
        unit=unit,
        parts=words.parts_words(reading),
        light=words.LIGHT_KEYS.get(row.light, ""),
        note=reading.reason or words.rated_words(row),
        is_lead=row.definition.lead,
        is_missing=reading.state is State.MISSING,
        url=reverse("monitoring:why", args=[picture.municipality.slug, code]),
    )


def families(picture: Picture) -> list[Family]:
    """The three families first, then the other dimensions."""
    first = [dimension for _title, dimension, _code in FAMILIES]
    others = [(d.value, d, "") for d in Dimension if d not in first]
    return [_family(picture, *entry) for entry in (*FAMILIES, *others)]


def _family(picture: Picture, title: str, dimension: Dimension, lead: str) -> Family:
    rows = tuple(
        shown(picture, row.definition.code) for row in picture.rows if row.definition.dimension is dimension
    )
    score = next(score for score in picture.whole.scores if score.dimension is dimension)
    answered = sum(not row.is_missing for row in rows)
    return Family(
        title=title,
        tile=shown(picture, lead) if lead else None,
        tile_note=_tile_note(picture, lead),
        score=score_words(score),
        weight=score.weight,
        computed=f"{answered} von {len(rows)} berechenbar",
        rows=rows,
    )


def _tile_note(picture: Picture, lead: str) -> str:
    """What stands under a lead tile: the next post that ends."""
    if lead != "N-P1":
        return ""
    ending = [(end, p.label) for p in approved(picture.facts.posts, picture.day) if (end := ends(p))]
    if not ending:
        return ""
    end, label = min(ending)
    return f"Die Stelle „{label}“ endet am {end:%d.%m.%Y}."


def score_words(score: Score) -> str:
    """„37,5“, „keine Daten“."""
    return "keine Daten" if score.value is None else words.number_text(score.value)


def stock_words(picture: Picture) -> tuple[str, bool]:
    """(what is left of the reference stock: „3,0 von 3,0 VZÄ“, whether too much is gone); ('', False) unknown."""
    row = picture.row(CAPACITY)
    if row.reading.value is None:
        return "", False
    return words.parts_words(row.reading), row.reading.value < LEAST_CAPACITY


def radar_figure(picture: Picture, before: Assessment | None) -> Figure:
    """The radar with its table: score, weight, components of each axis, and what was kept before."""
    axes = [score.dimension.value for score in picture.whole.scores]
    now = {score.dimension.value: _decimal(score.value) for score in picture.whole.scores}
    past = {axis: _decimal(number_of(text)) for axis, text in before.scores.items()} if before else {}
    when = f"{before.day:%d.%m.%Y}" if before else ""
    columns = [("axis", "Bereich", "text"), ("weight", "Gewicht", "number"), ("score", "Punkte", "number")]
    if before:
        columns.append(("past", f"am {when}", "number"))
    columns.append(("parts", "gewertet", "text"))
    rows = [
        {
            "axis": score.dimension.value,
            "weight": score.weight,
            "score": now[score.dimension.value],
            "past": past.get(score.dimension.value),
            "parts": ", ".join(score.parts) or "noch nichts",
        }
        for score in picture.whole.scores
    ]
    return Figure(
        id="radar",
        title="Wo es trägt und wo nicht",
        summary=_radar_sentence(picture, before),
        unit_note="Punkte je Bereich von 0 (handeln) bis 100 (stabil)"
        + (f"; gepunktet: Stand {when}" if when else ""),
        columns=columns,
        rows=rows if any(score.value is not None for score in picture.whole.scores) else (),
        stand=f"{picture.day:%d.%m.%Y}",
        empty_reason="Noch ist kein Bereich berechenbar. Der Schnellstart reicht für den Anfang.",
        **radar(axes, now, past, when),
    )


def _radar_sentence(picture: Picture, before: Assessment | None) -> str:
    known = [score for score in picture.whole.scores if score.value is not None]
    if not known:
        return ""
    best = max(known, key=lambda score: score.value or 0)
    worst = min(known, key=lambda score: score.value or 0)
    said = f"Am stärksten ist {best.dimension.value} ({score_words(best)} von 100)"
    if worst is not best:
        said += f", am schwächsten {worst.dimension.value} ({score_words(worst)})"
    return f"{said}.{change_since(picture, before)}"


def change_since(picture: Picture, before: Assessment | None) -> str:
    """„ Seit 30.09.2026: +3,2 Punkte.“; '' where nothing was kept or the rules were others."""
    if before is None or before.degree is None or picture.whole.value is None:
        return ""
    change = for_display(picture.whole.value) - for_display(Fraction(before.degree))
    moved = words.gain_words(Fraction(change)) or "unverändert"
    return f" Seit dem {before.day:%d.%m.%Y}: {moved}."


def steps(picture: Picture, links: Links, code: str = "") -> list[Step]:
    """Single changes, the most effective first; with a code only those that move that indicator."""
    return [
        _step(lever, links, code)
        for lever in picture.levers
        if not code or any(move.code == code for move in lever.moves)
    ]


def _step(lever: Lever, links: Links, code: str) -> Step:
    moves = [m for m in lever.moves if m.brightens or m.before.reading.value != m.after.reading.value]
    moves.sort(key=lambda m: (m.code != code, m.code not in LEAD, not m.brightens))
    changes = [words.change_words(move.before, move.after) for move in moves]
    return Step(
        words=lever.deed.words[:1].upper() + lever.deed.words[1:],
        effort=words.EFFORTS[lever.deed.effort],
        gain=words.gain_words(lever.gain),
        changes=tuple(changes[:2]),
        more_changes=max(0, len(changes) - 2),
        worsens=tuple(BY_CODE[worse].name for worse in lever.worsens),
        url=links.of(lever.deed.key).url or (links.place(moves[0].code) if moves else ""),
    )


def missing_rows(picture: Picture, links: Links) -> list[dict[str, str]]:
    """What is not computable: why, the one action, where."""
    return [
        {
            "code": row.definition.code,
            "name": row.definition.name,
            "reason": row.reading.reason,
            "action": row.reading.action,
            "url": links.place(row.definition.code),
        }
        for row in picture.rows
        if row.reading.state is State.MISSING
    ]


def why(picture: Picture, code: str, links: Links) -> dict[str, Any]:
    """All of the page of one indicator that depends on today's records."""
    row = picture.row(code)
    return {
        "row": shown(picture, code),
        "definition": row.definition,
        "value": words.shown_value(row),
        "reckoning": words.reckoning(row),
        "rated": words.rated_words(row),
        "threshold": words.threshold_words(row.definition, row.threshold),
        "threshold_version": row.threshold.version if row.threshold else "",
        "is_own_threshold": bool(row.threshold and row.threshold.version.startswith("eigene")),
        "action": row.reading.action,
        "durations": typical_words(cases_of(picture)) if code == DURATION else "",
        "place": links.place(code),
        "records": _records(row, links),
        "gaps": [(gap, links.of(gap.key)) for gap in row.reading.gaps],
    }


def cases_of(picture: Picture) -> list[Case]:
    """The own ways to permanence that began by the key date; one not resolved by then is still running."""
    found = []
    for way in picture.facts.ways:
        if way.first_step is None or way.first_step > picture.day:
            continue
        done = way.resolved is not None and way.resolved <= picture.day
        until = way.resolved if done and way.resolved else picture.day
        found.append(Case(whole_months(way.first_step, until), done))
    return found


def _records(row: Assessed, links: Links) -> list[dict[str, Any]]:
    found = []
    for entry in row.reading.inputs:
        link = links.of(entry.key)
        amount = words.amount_words(row.definition.code, entry.amount)
        found.append(
            {
                "kind": link.kind,
                "url": link.url,
                "label": entry.label,
                "amount": amount,
                "counts": entry.counts,
            }
        )
    return found


def course_figure(picture: Picture, code: str, kept: Sequence[Assessment]) -> Figure:
    """The course of one reading over what was kept, and today."""
    definition, row = BY_CODE[code], picture.row(code)
    points = [
        (a.day, number_of(a.readings.get(code, {}).get("value")), a) for a in kept if a.day < picture.day
    ]
    rows = [
        {
            "day": f"{day:%d.%m.%Y}",
            "value": "nicht berechenbar" if value is None else words.value_words(definition, value),
            "light": words.LIGHT_WORDS[LIGHT_OF_TEXT[kept_row.readings[code]["light"]]]
            if code in kept_row.readings
            else "",
            "occasion": str(kept_row.get_occasion_display()),
        }
        for day, value, kept_row in points
    ]
    rows.append(
        {
            "day": f"{picture.day:%d.%m.%Y}",
            "value": words.shown_value(row),
            "light": words.LIGHT_WORDS[row.light],
            "occasion": "heute",
        }
    )
    drawn = [(day, _decimal(value)) for day, value, _row in points]
    drawn.append((picture.day, _decimal(row.reading.value)))
    enough = sum(value is not None for _day, value in drawn) > 1
    columns = [("day", "Stichtag", "text"), ("value", "Wert", "text"), ("light", "Ampel", "text")]
    return Figure(
        id="verlauf",
        title="Verlauf",
        unit_note=definition.unit,
        columns=[*columns, ("occasion", "Anlass", "text")],
        rows=rows,
        empty_reason="Ein Bild braucht zwei Stichtage mit Wert. Am Ende jedes Quartals kommt einer dazu.",
        **(course(drawn, top=100 if definition.unit == "%" else None) if enough else {}),
    )


def degree_figure(kept: Sequence[Assessment]) -> Figure:
    """The degree over all that was kept, with light and coverage."""
    rows = [
        {
            "day": f"{row.day:%d.%m.%Y}",
            "degree": None if row.degree is None else for_display(Fraction(row.degree)),
            "coverage": words.share_text(Fraction(row.coverage)),
            "light": str(row.get_light_display()),
            "occasion": str(row.get_occasion_display()),
            "made": f"{row.made_at.astimezone(BERLIN):%d.%m.%Y}",
        }
        for row in kept
    ]
    drawn = [(row.day, None if row.degree is None else for_display(Fraction(row.degree))) for row in kept]
    enough = sum(value is not None for _day, value in drawn) > 1
    return Figure(
        id="grad",
        title="Verstetigungsgrad",
        unit_note="Punkte von 0 bis 100",
        columns=(
            ("day", "Stichtag", "text"),
            ("degree", "Grad", "number"),
            ("coverage", "Abdeckung", "number"),
            ("light", "Ampel", "text"),
            ("occasion", "Anlass", "text"),
            ("made", "berechnet am", "text"),
        ),
        rows=rows[::-1],
        empty_reason="Ein Bild braucht zwei Stichtage. Am Ende jedes Quartals kommt einer dazu.",
        **(course(drawn, top=100) if enough else {}),
    )


def _decimal(value: Fraction | None) -> Decimal | None:
    return None if value is None else for_display(value)
