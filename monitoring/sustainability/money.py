"""N-F1 to N-F5: what the budget says. Ergebnis of closed years, Ansatz of all others; amounts in cents."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from monitoring.sustainability.facts import BudgetLine, Facts
from monitoring.sustainability.reading import Gap, Input, Reading, missing, share
from monitoring.sustainability.stock import (
    amount,
    expenses,
    programme_income,
    reference_expenses,
    reference_income,
)
from monitoring.sustainability.windows import months_on

EXPIRING = 24
PLAN_YEARS = 3
COVERED = Fraction(9, 10)
ENTER_BUDGET = "Haushaltszeilen des Jahres erfassen"


def own_funds(facts: Facts, day: date) -> Reading:
    """N-F1: Aufwand less programme Erträge, of Aufwand. Rated against the reference Aufwand."""
    spent = expenses(facts, day.year)
    if not spent or spent < 0:
        return _no_budget("N-F1", day.year, spent)
    own = spent - programme_income(facts, day.year)
    reference = max(spent, reference_expenses(facts, day.year))
    return share("N-F1", own, spent, _lines(facts, day.year), rated=own * 100 / reference)


def expiring(facts: Facts, day: date) -> Reading:
    """N-F2: Erträge of programmes that end within 24 months, of Aufwand.

    Rated with the programme money that has already ended: what is gone does not count as secured.
    """
    spent = expenses(facts, day.year)
    if not spent or spent < 0:
        return _no_budget("N-F2", day.year, spent)
    endings = {programme.key: programme for programme in facts.programmes}
    lines = [line for line in facts.lines if line.year == day.year and line.income and line.programme]
    open_ended = [endings[key] for key in sorted({line.programme for line in lines} & endings.keys())]
    gaps = [Gap(p.key, p.label, "Ende der Bewilligung") for p in open_ended if p.ends is None]
    if gaps:
        names = ", ".join(gap.label for gap in gaps)
        return missing(
            "N-F2", f"Ende der Bewilligung fehlt: {names}.", "Ende der Bewilligung eintragen", gaps
        )
    horizon = months_on(day, EXPIRING)
    soon = [line for line in lines if _ends_by(endings.get(line.programme), horizon)]
    money = sum((Fraction(amount(line, facts.closed_years) or 0) for line in soon), Fraction(0))
    lost = max(Fraction(0), reference_income(facts, day.year) - programme_income(facts, day.year))
    reference = max(spent, reference_expenses(facts, day.year))
    return share("N-F2", money, spent, _inputs(soon, facts), rated=(money + lost) * 100 / reference)


def medium_term(facts: Facts, day: date) -> Reading:
    """N-F3: of the three plan years after the year of the key date, those with own funds >= 90 % of Aufwand."""
    spent = expenses(facts, day.year)
    if not spent or spent < 0:
        return _no_budget("N-F3", day.year, spent)
    years = range(day.year + 1, day.year + 1 + PLAN_YEARS)
    own = {year: _own(facts, year) for year in years}
    gaps = [Gap(f"year:{year}", str(year), "Ansatz") for year in years if own[year] is None]
    if len(gaps) == PLAN_YEARS:
        reason = f"Für {years[0]} bis {years[-1]} ist kein Ansatz erfasst."
        return missing("N-F3", reason, "Mittelfristige Planung erfassen", gaps)
    wanted, rated = spent * COVERED, max(spent, reference_expenses(facts, day.year)) * COVERED
    covered = Fraction(sum(value is not None and value >= wanted for value in own.values()))
    safe = Fraction(sum(value is not None and value >= rated for value in own.values()))
    lines = [line for line in facts.lines if line.year in years]
    return share(
        "N-F3", covered, Fraction(PLAN_YEARS), _inputs(lines, facts), rated=safe * 100 / PLAN_YEARS, gaps=gaps
    )


def execution(facts: Facts, day: date) -> Reading:
    """N-F4: Ergebnis of Ansatz in the last closed year up to the key date."""
    closed = [year for year in facts.closed_years if year <= day.year]
    if not closed:
        return missing("N-F4", "Noch kein Haushaltsjahr ist abgeschlossen.", "Jahresergebnis erfassen")
    year = max(closed)
    lines = [line for line in facts.lines if line.year == year and not line.income]
    lacking = [line for line in lines if line.planned is None or line.actual is None]
    if not lines or lacking:
        gaps = [Gap(line.key, line.label, "Ansatz oder Ergebnis") for line in lacking]
        reason = f"Ansatz und Ergebnis {year} sind nicht vollständig."
        return missing("N-F4", reason, f"Ansatz und Ergebnis {year} ergänzen", gaps)
    planned = Fraction(sum(line.planned or 0 for line in lines))
    if planned <= 0:
        return missing("N-F4", f"Der Ansatz {year} ist null.", f"Ansatz {year} prüfen")
    actual = Fraction(sum(line.actual or 0 for line in lines))
    return share("N-F4", actual, planned, _inputs(lines, facts))


def fund_contributions(facts: Facts, day: date) -> Reading:
    """N-F5: what partners pay into the Bildungsfonds, of all contributions of the year; context, no light."""
    rows = [c for c in facts.contributions if c.year == day.year]
    volume = Fraction(sum(c.amount for c in rows))
    if volume <= 0:
        reason = f"{day.year} ist keine Einzahlung in einen Bildungsfonds erfasst."
        return missing("N-F5", reason, "Einzahlungen in den Bildungsfonds erfassen")
    partners = Fraction(sum(c.amount for c in rows if c.partner))
    inputs = [Input(c.key, c.label, Fraction(c.amount), c.partner) for c in rows]
    return share("N-F5", partners, volume, inputs)


def _no_budget(code: str, year: int, spent: Fraction | None) -> Reading:
    if spent is None:
        return missing(code, f"Für {year} ist kein Aufwand erfasst.", ENTER_BUDGET)
    return missing(code, f"Der Aufwand {year} ist nicht größer als null.", f"Haushaltszeilen {year} prüfen")


def _own(facts: Facts, year: int) -> Fraction | None:
    spent = expenses(facts, year)
    return None if spent is None else spent - programme_income(facts, year)


def _ends_by(programme: object, horizon: date) -> bool:
    end = getattr(programme, "ends", None)
    return end is not None and end <= horizon


def _lines(facts: Facts, year: int) -> list[Input]:
    return _inputs([line for line in facts.lines if line.year == year], facts)


def _inputs(lines: list[BudgetLine], facts: Facts) -> list[Input]:
    return [
        Input(line.key, line.label, Fraction(value), counts=not line.income)
        for line in lines
        if (value := amount(line, facts.closed_years)) is not None
    ]
