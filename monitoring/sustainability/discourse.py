"""N-M1 to N-M3, N-K1 and N-K2: is the monitoring current, is it reported, who takes part."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from monitoring.sustainability.facts import Facts
from monitoring.sustainability.reading import Input, Reading, computed, counted, missing, share
from monitoring.sustainability.windows import whole_months, within

THEMES = ("C", "D", "E", "F", "G", "H")
PUBLIC = 24


def currency(facts: Facts, day: date) -> Reading:
    """N-M1: used indicators whose newest value is within its publication lag, of all used."""
    if not facts.indicators:
        return missing("N-M1", "Noch keine Kennzahl hat Werte.", "Amtliche Statistik einlesen")
    return counted("N-M1", ((i.key, i.label, i.current) for i in facts.indicators))


def report_rhythm(facts: Facts, day: date) -> Reading:
    """N-M2: completed months since the last Bildungsbericht or thematic analysis."""
    published = [report for report in facts.reports if report.day <= day]
    if not published:
        reason = "Es ist kein Bildungsbericht und keine Analyse erfasst."
        return missing("N-M2", reason, "Veröffentlichung erfassen")
    newest = max(published, key=lambda report: (report.day, report.key))
    months = Fraction(whole_months(newest.day, day))
    return computed("N-M2", months, [Input(newest.key, newest.label, months)])


def coverage(facts: Facts, day: date) -> Reading:
    """N-M3: themes C to H with at least one current indicator, of these six."""
    if not facts.indicators:
        return missing("N-M3", "Noch keine Kennzahl hat Werte.", "Amtliche Statistik einlesen")
    current = {i.theme for i in facts.indicators if i.current} & set(THEMES)
    inputs = [Input(i.key, i.label, Fraction(1), i.current) for i in facts.indicators if i.theme in THEMES]
    return share("N-M3", Fraction(len(current)), Fraction(len(THEMES)), inputs)


def school_participation(facts: Facts, day: date) -> Reading:
    """N-K1: schools that take part in initiative or monitoring, of all that could."""
    if facts.schools is None or not facts.schools[1]:
        return missing(
            "N-K1", "Die Beteiligung der Schulen ist nicht erfasst.", "Beteiligung der Schulen eintragen"
        )
    taking_part, eligible = facts.schools
    return share(
        "N-K1",
        Fraction(taking_part),
        Fraction(eligible),
        [Input("schools", "Schulen", Fraction(taking_part))],
    )


def public_discourse(facts: Facts, day: date) -> Reading:
    """N-K2: Bildungskonferenzen and other public formats within 24 months."""
    if not facts.events:
        return missing("N-K2", "Es ist keine Veranstaltung erfasst.", "Bildungskonferenzen erfassen")
    recent = [event for event in facts.events if within(event.day, day, PUBLIC)]
    return computed("N-K2", Fraction(len(recent)), [Input(event.key, event.label) for event in recent])
