"""A scenario in German sentences: each override as it reads in a paper, the labels taken from the records."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal

from dkbm.numbers import print_german
from projects.scenarios.facts import Stock
from projects.scenarios.overrides import (
    BudgetCut,
    GrantEnds,
    HolderLeaves,
    MadePermanent,
    MandateExpires,
    Override,
    ProjectTransferred,
    Unknown,
)

NOTHING = "Nichts wird entschieden: Alles endet, wie es eingetragen ist."
CONTINUED = (
    "Der Aufwand läuft weiter wie zuletzt veranschlagt; was einzelne Stellen kosten, ist nicht bekannt."
)


def sentences(stock: Stock, overrides: Iterable[Override]) -> tuple[str, ...]:
    """One sentence an override, in their order. Raises Unknown for a record that is not there."""
    return tuple(_sentence(stock, override) for override in overrides)


def assumed_words(assumed_from: int | None) -> tuple[str, ...]:
    """What the money rests on; `assumed_from`: first year that repeats the last planned one, None = none."""
    if assumed_from is None:
        return (CONTINUED,)
    return (CONTINUED, f"Ab {assumed_from} ist der letzte Haushalt fortgeschrieben.")


def _sentence(stock: Stock, override: Override) -> str:
    match override:
        case GrantEnds(grant=key, on=day):
            grant = next((row for row in stock.grants if row.key == key), None)
            if grant is None:
                raise Unknown(key)
            before = f" (bisher {_day(grant.ends)})" if grant.ends else ""
            return f"Die Förderung „{grant.title}“ endet am {_day(day)}{before}."
        case MadePermanent(post=key):
            return f"Die Stelle „{_function(stock, key)}“ wird unbefristet und aus eigenen Mitteln bezahlt."
        case HolderLeaves(post=key, on=day, vacancy_months=months):
            return f"Die Stelle „{_function(stock, key)}“ ist ab {_day(day + timedelta(days=1))} frei{_vacancy(months)}."
        case BudgetCut(percent=percent, since=day):
            return f"Die eigenen Mittel werden ab {_day(day)} um {_percent(percent)} gekürzt."
        case MandateExpires(mandate=name, on=day):
            return f"Der Beschluss „{_label(stock.mandates, name)}“ gilt nur bis {_day(day)}."
        case ProjectTransferred(project=name):
            return f"„{_label(stock.projects, name)}“ geht in die Regelstruktur über."


def _function(stock: Stock, key: int) -> str:
    for post in stock.posts:
        if post.key == key:
            return post.function
    raise Unknown(key)


def _label(rows: Iterable[object], key: str) -> str:
    for row in rows:
        if getattr(row, "key", None) == key:
            return str(getattr(row, "label", key))
    raise Unknown(key)


def _vacancy(months: int | None) -> str:
    if months is None:
        return " und wird nicht wieder besetzt"
    return f" und nach {months} Monat{'' if months == 1 else 'en'} wieder besetzt"


def _percent(percent: Decimal) -> str:
    return print_german(percent.normalize() if percent % 1 else percent.quantize(Decimal(1)), None, "%")


def _day(day: date) -> str:
    return f"{day:%d.%m.%Y}"
