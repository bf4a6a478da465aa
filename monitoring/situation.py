"""„Lage auf einen Blick“: what is to be decided by when, VZÄ and euros now and after the Förderende, three sentences.

Everything is told as plain texts in a dict, so that a reading link or a mail keeps it as it was.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from dkbm.models import Municipality
from dkbm.periods import Month, Quarter
from governance.models import Resolution
from governance.models.base import last_day
from governance.models.vocabulary import ResolutionState
from monitoring.queries_readings import Picture, picture_of
from monitoring.sustainability import words
from monitoring.sustainability.catalogue import LEAD
from projects.models import Grant
from projects.queries_backplan import decided_grants, gap_words, known_meetings, plan_of
from projects.queries_resources import EXTENSION, cliff_of, deadlines_of, overview
from projects.resources import BudgetTotals
from projects.resources.cliff import HORIZON, Cliff, Loss
from projects.resources.days import moved
from projects.resources.words import fte_words, money_words
from projects.schedule.backplan import BackPlan

AHEAD_MONTHS = 24
MOST_DECISIONS = 6
YEAR = 12
UNKNOWN = "nicht angegeben"
Entry = dict[str, Any]


def quarter_of(day: date) -> Quarter:
    """The quarter this day lies in."""
    return Quarter(day.year, (day.month + 2) // 3)


def situation_of(municipality: Municipality, today: date) -> dict[str, Any]:
    """The page of a municipality of one's own as plain texts. Raises NotWhole for records of others."""
    cliff, posts, grants = cliff_of(municipality, today)
    after = _after(cliff, grants, today)
    plan = overview(municipality, today).plan
    decisions = _decisions(municipality, grants, today)
    picture = picture_of(municipality, today)
    return {
        "name": municipality.name,
        "head": municipality.head_word,
        "day": f"{today:%d.%m.%Y}",
        "after": _after_words(after, grants, today),
        "sentences": [_staff(cliff, after), _money(cliff, after), _deciding(decisions)],
        "decisions": decisions[:MOST_DECISIONS],
        "more": max(0, len(decisions) - MOST_DECISIONS),
        "rows": _rows(cliff, after, plan) if posts or grants or plan.lines else [],
        "losses": [_loss(loss) for loss in cliff.losses if loss.month <= cliff.months[after].month],
        "gaps": list(cliff.gaps),
        "lights": _lights(picture),
        "light": words.LIGHT_KEYS[picture.whole.light],
        "answer": words.answer(picture.whole),
        "coverage": words.share_text(picture.whole.coverage),
        "example": municipality.is_example,
    }


def _after(cliff: Cliff, grants: list[Grant], today: date) -> int:
    """Place of the first month without any programme that ends within the horizon; else of its last month."""
    first, last = cliff.months[0].month, len(cliff.months) - 1
    ends = [Month.of(g.ends_on).ordinal + 1 - first for g in grants if g.ends_on and g.ends_on >= today]
    return max((place for place in ends if place <= last), default=last)


def _after_words(after: int, grants: list[Grant], today: date) -> str:
    month = Month.from_ordinal(Month.of(today).ordinal + after).label
    running = [g for g in grants if g.ends_on and g.ends_on >= today]
    if any(Month.of(g.ends_on).ordinal + 1 - Month.of(today).ordinal == after for g in running):
        return f"nach dem Förderende, ab {month}"
    return f"in {HORIZON} Monaten, {month}"


def _staff(cliff: Cliff, after: int) -> str:
    """What becomes of the posts."""
    now, then = cliff.months[0], cliff.months[after]
    if not now.fte:
        return "Zu Stellen ist noch nichts eingetragen."
    if now.fte == then.fte:
        return f"Alle {fte_words(now.fte)} bleiben bis {then.label}, nach dem Stand der Einträge."
    return f"Von {fte_words(now.fte)} bleiben ab {then.label} {fte_words(then.fte)}, wenn nichts entschieden wird."


def _money(cliff: Cliff, after: int) -> str:
    """What becomes of the programme money; a year of it as the amount that would be missing."""
    now, then = cliff.months[0], cliff.months[after]
    if not now.cents:
        return "Derzeit fließt nach den Einträgen kein Fördergeld."
    if then.cents >= now.cents:
        return f"Das Fördergeld von {money_words(now.cents)} im Monat fließt auch {then.label} noch."
    lost = money_words((now.cents - then.cents) * YEAR)
    return f"Das Fördergeld sinkt von {money_words(now.cents)} auf {money_words(then.cents)} im Monat; auf das Jahr gerechnet fehlen {lost}."


def _deciding(decisions: list[Entry]) -> str:
    """What is next."""
    if not decisions:
        return "Aus den Einträgen ergibt sich derzeit keine Entscheidung."
    first = decisions[0]
    if first["late"]:
        return f"Überfällig seit {first['by']}: {first['what']}"
    count = "Eine Entscheidung steht" if len(decisions) == 1 else f"{len(decisions)} Entscheidungen stehen"
    return f"{count} an, die nächste bis {first['by']}: {first['what']}"


def _rows(cliff: Cliff, after: int, plan: BudgetTotals) -> list[Entry]:
    """VZÄ, programme money and own money, now and then."""
    now, then = cliff.months[0], cliff.months[after]
    lost = max(0, now.cents - then.cents) * YEAR
    rows = [
        _row("Stellen", fte_words(now.fte), fte_words(then.fte), _fte_change(then.fte - now.fte)),
        _row(
            "Fördergeld, auf das Jahr gerechnet",
            money_words(now.cents * YEAR),
            money_words(then.cents * YEAR),
            _cents_change((then.cents - now.cents) * YEAR),
        ),
    ]
    own = f"Eigene Mittel laut Ansatz {plan.year}; danach, wenn alles weiterlaufen soll"
    if not plan.lines:
        return [*rows, _row(own, UNKNOWN, UNKNOWN, "–")]
    return [*rows, _row(own, money_words(plan.own), money_words(plan.own + lost), _cents_change(lost))]


def _row(name: str, now: str, then: str, change: str) -> Entry:
    return {"name": name, "now": now, "then": then, "change": change}


def _fte_change(change: Decimal) -> str:
    return f"{'+' if change > 0 else '−'}{fte_words(abs(change))}" if change else "unverändert"


def _cents_change(change: int) -> str:
    return f"{'+' if change > 0 else '−'}{money_words(abs(change))}" if change else "unverändert"


def _loss(loss: Loss) -> Entry:
    """What ends, by function or grant, never by person."""
    size = fte_words(loss.fte) if loss.fte else f"{money_words(loss.cents)} im Monat"
    return {"title": loss.title, "size": size, "day": f"{loss.last_day:%d.%m.%Y}"}


def _decisions(municipality: Municipality, grants: list[Grant], today: date) -> list[Entry]:
    """What is to be decided within two years, the next first, overdue ones before all."""
    limit = moved(today, AHEAD_MONTHS)
    found = [
        *_of_grants(municipality, grants, today),
        *_of_deadlines(grants, today),
        *_of_resolutions(municipality, today),
    ]
    wanted = sorted((entry for entry in found if entry["on"] <= limit), key=lambda e: (e["on"], e["what"]))
    return [{**entry, "on": entry["on"].isoformat()} for entry in wanted]


def _entry(what: str, on: date, today: date, who: str, note: str = "") -> Entry:
    return {"what": what, "on": on, "by": f"{on:%d.%m.%Y}", "late": on < today, "who": who, "note": note}


def _of_grants(municipality: Municipality, grants: list[Grant], today: date) -> list[Entry]:
    """How it goes on after each grant: half a year before its end, in the meetings that are known."""
    decided = decided_grants(municipality)
    running = [g for g in grants if g.ends_on and g.ends_on >= today and g.pk not in decided]
    known = known_meetings(municipality) if running else None
    found = []
    for grant in running:
        plan = plan_of(grant, known, today)
        if plan is not None:
            what = (
                f"Wie geht es nach „{grant.title}“ weiter? Die Förderung endet am {grant.ends_on:%d.%m.%Y}."
            )
            found.append(
                _entry(what, plan.deadline, today, municipality.council_word, _way(plan, municipality))
            )
    return found


def _way(plan: BackPlan, municipality: Municipality) -> str:
    if plan.chain is not None:
        return f"Passende Sitzung: {municipality.council_word} am {plan.chain.council.day:%d.%m.%Y}."
    return gap_words(plan.missing) if plan.missing else ""


def _of_deadlines(grants: list[Grant], today: date) -> list[Entry]:
    """Requests for more time; reports are no decisions."""
    return [
        _entry(f"„{row.grant.title}“: {row.what}.", row.day, today, "Verwaltung")
        for row in deadlines_of(grants, today)
        if row.what == EXTENSION
    ]


def _of_resolutions(municipality: Municipality, today: date) -> list[Entry]:
    """Resolutions in force that run out."""
    rows = Resolution.objects.filter(municipality=municipality, state=ResolutionState.DECIDED)
    found = []
    for row in rows.exclude(valid_until="").order_by("search_key", "pk"):
        ends = last_day(row.valid_until)
        if ends is not None and ends >= today:
            what = f"Soll der Beschluss „{row.name}“ weiter gelten?"
            found.append(_entry(what, ends, today, str(row.get_level_display())))
    return found


def _lights(picture: Picture) -> list[Entry]:
    """The lead indicators with light and what they are made of; the reason where there is no number."""
    found = []
    for code in LEAD:
        row = picture.row(code)
        value, parts = words.shown_value(row), words.parts_words(row.reading)
        light = words.LIGHT_KEYS.get(row.light, "")
        parts = "" if parts in value else parts
        found.append({"name": row.definition.name, "light": light, "value": value, "parts": parts})
    return found
