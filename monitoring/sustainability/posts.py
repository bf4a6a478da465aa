"""N-P1 to N-P8 and Kapazitätserhalt: what the posts say."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction

from monitoring.sustainability.facts import Facts, Post
from monitoring.sustainability.reading import (
    Gap,
    Input,
    Light,
    Reading,
    computed,
    counted,
    missing,
    no_case,
    share,
)
from monitoring.sustainability.stock import approved, ends, is_filled, reference_fte, total_fte
from monitoring.sustainability.windows import DAYS_A_MONTH, months_on, within

NO_POSTS = "Es ist keine Stelle erfasst, die am Stichtag gilt."
ENTER_POSTS = "Stellen erfassen"
ENTER_TERM = "Befristung der Stellen eintragen"
ENTER_OCCUPANCY = "Besetzung der Stellen eintragen"
WINDOW = 24
PER_INHABITANTS = 100_000


def permanent(facts: Facts, day: date) -> Reading:
    """N-P1: VZÄ without limit of all approved VZÄ. A post of which nobody said whether it ends is a gap."""
    lacking = _without_term(facts, day)
    if lacking:
        return _incomplete("N-P1", lacking, "Angabe zur Befristung", ENTER_TERM)
    return _weighed(facts, day, "N-P1", lambda post: Fraction(not post.limited))


def own_funded(facts: Facts, day: date) -> Reading:
    """N-P2: VZÄ times own share, of all approved VZÄ. A post without own share is a gap, not a guess."""
    lacking = [p for p in approved(facts.posts, day) if p.own_share is None]
    if lacking:
        return _incomplete("N-P2", lacking, "Eigenanteil", "Eigenanteil der Stellen eintragen")
    return _weighed(facts, day, "N-P2", lambda post: post.own_share or Fraction(0))


def filled(facts: Facts, day: date) -> Reading:
    """N-P3: filled VZÄ of all approved VZÄ. A post of which nobody said whether it is filled is a gap."""
    lacking = _without_occupancy(approved(facts.posts, day))
    if lacking:
        return _incomplete("N-P3", lacking, "Angabe zur Besetzung", ENTER_OCCUPANCY)
    return _weighed(facts, day, "N-P3", lambda post: Fraction(is_filled(post, day)))


def equipment(facts: Facts, day: date) -> Reading:
    """N-P4: VZÄ per 100,000 inhabitants; context, no light."""
    posts = approved(facts.posts, day)
    if not posts:
        return missing("N-P4", NO_POSTS, ENTER_POSTS)
    if facts.population is None or not facts.population[0]:
        return missing(
            "N-P4", "Die Bevölkerungszahl ist nicht im Bestand.", "Bevölkerung einlesen (12411-01-01-4)"
        )
    people = Fraction(facts.population[0])
    fte = total_fte(posts)
    inputs = [Input(p.key, p.label, p.fte) for p in posts]
    return computed("N-P4", fte * PER_INHABITANTS / people, inputs, numerator=fte, denominator=people)


def safeguarded(facts: Facts, day: date) -> Reading:
    """N-P5: key processes with owner, deputy and a handbook reviewed within 24 months."""
    if not facts.processes:
        return missing(
            "N-P5", "Es ist kein Schlüsselprozess erfasst.", "Die drei wichtigsten Angebote beschreiben"
        )
    rows = ((p.key, p.label, p.owner and p.deputy and _reviewed(p.reviewed_on, day)) for p in facts.processes)
    return counted("N-P5", rows)


def turnover(facts: Facts, day: date) -> Reading:
    """N-P6: VZÄ left in the last 24 months, of the mean of filled VZÄ at their ends of month.

    Rated with those who left earlier and were never replaced as well: time alone does not heal a loss.
    """
    lacking = _without_occupancy(approved(facts.posts, day))
    if lacking:
        return _incomplete("N-P6", lacking, "Angabe zur Besetzung", ENTER_OCCUPANCY)
    months = [months_on(day, -back) for back in range(WINDOW)]
    mean = sum((total_fte(_filled(facts, on)) for on in months), Fraction(0)) / WINDOW
    left = [(post, end) for post in facts.posts for end in _leavings(post, day) if within(end, day, WINDOW)]
    gone = [post for post in facts.posts if post.fte > 0 and (end := _left_on(post)) and end <= day]
    if not mean:
        verdict = no_case("N-P6", "Seit 24 Monaten war keine Stelle mehr besetzt.", Light.RED)
        return verdict if gone else missing("N-P6", "Es war keine Stelle besetzt.", ENTER_POSTS)
    earlier = [post for post in gone if not within(_left_on(post), day, WINDOW)]
    fte = sum((post.fte for post, _end in left), Fraction(0))
    inputs = [Input(post.key, post.label, post.fte) for post, _end in left]
    return share("N-P6", fte, mean, inputs, rated=(fte + total_fte(earlier)) * 100 / mean)


def remaining_term(facts: Facts, day: date) -> Reading:
    """N-P7: mean months left of limited filled posts, weighed by VZÄ; no limited post is green.

    Rated with the VZÄ that ran out and were not replaced, as 0 months.
    """
    posts = approved(facts.posts, day)
    limited = [p for p in posts if p.limited]
    unsaid = _without_term(facts, day)
    if unsaid:
        return _incomplete("N-P7", unsaid, "Angabe zur Befristung", ENTER_TERM)
    vague = _without_occupancy(limited)
    if vague:
        return _incomplete("N-P7", vague, "Angabe zur Besetzung", ENTER_OCCUPANCY)
    return _term_left(facts, day, posts, limited)


def _term_left(facts: Facts, day: date, posts: list[Post], limited: list[Post]) -> Reading:
    lost = _lost(facts, day)
    held = [p for p in limited if is_filled(p, day)]
    endless = [p for p in held if p.limited_until is None]
    if not posts and not lost:
        return missing("N-P7", NO_POSTS, ENTER_POSTS)
    if endless:
        return _incomplete("N-P7", endless, "Ende der Befristung", "Ende der Befristung eintragen")
    if not held and lost:
        return no_case("N-P7", "Befristete Stellen sind ausgelaufen und wurden nicht ersetzt.", Light.RED)
    if not limited:
        return no_case("N-P7", "Keine Stelle ist befristet.", Light.GREEN)
    if not held:
        return missing(
            "N-P7", "Keine befristete Stelle ist besetzt.", "Besetzung der befristeten Stellen eintragen"
        )
    fte = total_fte(held)
    days = sum((p.fte * _days_left(p, day) for p in held), Fraction(0))
    months = days / fte / DAYS_A_MONTH
    inputs = [Input(p.key, p.label, p.fte) for p in held]
    rated = days / (fte + lost) / DAYS_A_MONTH
    return computed("N-P7", months, inputs, numerator=days, denominator=fte, rated=rated)


def in_plan(facts: Facts, day: date) -> Reading:
    """N-P8: VZÄ in the Stellenplan of all approved VZÄ."""
    lacking = [p for p in approved(facts.posts, day) if p.in_plan is None]
    if lacking:
        return _incomplete(
            "N-P8", lacking, "Angabe zum Stellenplan", "Angeben, ob die Stelle im Stellenplan steht"
        )
    return _weighed(facts, day, "N-P8", lambda post: Fraction(bool(post.in_plan)))


def capacity(facts: Facts, day: date) -> Reading:
    """Kapazitätserhalt: approved VZÄ of the reference stock."""
    reference = reference_fte(facts, day)
    if not reference:
        return missing("N-KE", NO_POSTS, ENTER_POSTS)
    posts = approved(facts.posts, day)
    return share("N-KE", total_fte(posts), reference, [Input(p.key, p.label, p.fte) for p in posts])


def _weighed(facts: Facts, day: date, code: str, weight: Callable[[Post], Fraction]) -> Reading:
    """Share of VZÄ with a weight 0..1; rated against the reference stock."""
    posts = approved(facts.posts, day)
    reference = reference_fte(facts, day)
    if not reference:
        return missing(code, NO_POSTS, ENTER_POSTS)
    if not posts:
        return no_case(code, "Alle Stellen sind weggefallen.", Light.RED)
    counts = sum((p.fte * weight(p) for p in posts), Fraction(0))
    inputs = [Input(p.key, p.label, p.fte, weight(p) > 0) for p in posts]
    return share(code, counts, total_fte(posts), inputs, rated=counts * 100 / reference)


def _incomplete(code: str, posts: list[Post], lacks: str, action: str) -> Reading:
    gaps = [Gap(p.key, p.label, lacks) for p in posts]
    names = ", ".join(p.label for p in posts)
    return missing(code, f"{lacks} fehlt: {names}.", action, gaps)


def _without_term(facts: Facts, day: date) -> list[Post]:
    return [post for post in approved(facts.posts, day) if post.limited is None]


def _without_occupancy(posts: list[Post]) -> list[Post]:
    return [post for post in posts if not post.occupancy_known]


def _lost(facts: Facts, day: date) -> Fraction:
    return max(Fraction(0), reference_fte(facts, day) - total_fte(approved(facts.posts, day)))


def _filled(facts: Facts, day: date) -> list[Post]:
    return [post for post in approved(facts.posts, day) if is_filled(post, day)]


def _left_on(post: Post) -> date | None:
    """The last day somebody was there; with the end of a limited post its holder leaves."""
    if post.filled_from is None:
        return None
    known = [day for day in (post.filled_to, ends(post)) if day]
    return min(known) if known else None


def _leavings(post: Post, day: date) -> list[date]:
    """All last days of holders up to the key date; a post of 0 VZÄ has none."""
    last = _left_on(post)
    found = [*post.left_on, *([last] if last else [])]
    return [end for end in found if end <= day] if post.fte > 0 else []


def _days_left(post: Post, day: date) -> int:
    return (post.limited_until - day).days if post.limited_until else 0


def _reviewed(on: date | None, day: date) -> bool:
    return on is not None and months_on(day, -WINDOW) <= on <= day
