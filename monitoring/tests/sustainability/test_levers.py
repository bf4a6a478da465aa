"""Levers: every deed tried, predicted exactly, nothing that worsens a lead indicator kept silent."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from monitoring.sustainability.deeds import Effort, all_deeds
from monitoring.sustainability.degree import assess, degree
from monitoring.sustainability.facts import Facts, Unit
from monitoring.sustainability.levers import levers
from monitoring.sustainability.reading import Light
from monitoring.tests.sustainability.vectors import T, limited, post, t1

pytestmark = pytest.mark.anydb


def by_words(facts, **more):
    return {lever.deed.words: lever for lever in levers(facts, T, **more)}


def test_the_musterkreis_is_told_to_make_its_limited_post_permanent():
    lever = by_words(t1())["Stelle S3 entfristen"]
    moved = {move.code: move.after for move in lever.moves}
    assert moved["N-P1"].reading.value == 100
    assert (moved["N-P1"].light, moved["N-P7"].light) == (Light.GREEN, Light.GREEN)
    assert (lever.deed.effort, lever.worsens) == (Effort.LARGE, ())


def test_applying_a_lever_in_a_copy_gives_exactly_what_was_predicted():
    found = levers(t1(), T)
    assert len(found) > 5
    for lever in found:
        after = {row.definition.code: row for row in assess(lever.deed.facts, T)}
        assert degree(after.values()) == lever.after
        assert all(after[move.code] == move.after for move in lever.moves)
        assert lever.gain == lever.after.value - degree(assess(t1(), T)).value


def test_levers_come_by_gain():
    gains = [lever.gain for lever in levers(t1(), T) if not lever.worsens]
    assert gains == sorted(gains, reverse=True)


def test_a_missing_meeting_is_a_small_step():
    lever = by_words(t1())["fehlende Sitzung abhalten: Steuerungsgruppe"]
    assert lever.deed.effort is Effort.SMALL
    assert {move.code: move.after.light for move in lever.moves} == {"N-G1": Light.GREEN}


def test_what_changes_nothing_is_no_lever():
    words = set(by_words(t1()))
    assert not any(text.startswith("Stelle S1") for text in words)
    assert "Beschluss von Rat oder Kreistag zum Bildungsmanagement herbeiführen" not in words


def test_a_lever_that_worsens_a_lead_indicator_says_so_and_comes_last():
    """Filling a vacant limited post that ends soon shortens the mean remaining term."""
    facts = Facts(
        posts=(
            limited("lang", 1, date(2029, 6, 30)),
            limited("kurz", 3, date(2027, 2, 28), filled_from=None),
            post("fest", 1),
        )
    )
    found = levers(facts, T)
    filling = next(lever for lever in found if lever.deed.words == "Stelle kurz besetzen")
    assert filling.worsens == ("N-P7",)
    assert found.index(filling) == len(found) - 1


def test_core_components_are_anchored_one_by_one():
    unit = Unit("u", "Fachdienst", permanent=True, tasks=frozenset({"Ziele"}))
    deeds = all_deeds(Facts(units=(unit,)), T, ("Ziele", "Monitoring"))
    assert [deed.key for deed in deeds if deed.kind == "verankern"] == ["Monitoring"]
    assert Fraction(200, 7) in [assess(d.facts, T)[21].reading.value for d in deeds if d.kind == "verankern"]


def test_every_deed_changes_the_facts_and_nothing_else_is_touched():
    facts = replace(t1(), units=(Unit("u", "Fachdienst", education=True),), political_bodies=True)
    for deed in all_deeds(facts, T):
        changed = [name for name in facts.__slots__ if getattr(facts, name) != getattr(deed.facts, name)]
        assert len(changed) == 1, deed.words
