"""What posts and money show on the pages of others: the start page and the profile of a municipality."""

from __future__ import annotations

from typing import Any

from dkbm import clock
from dkbm.access.scope import current_scope
from dkbm.context import own_municipalities
from projects import queries_resources as queries
from projects.knowledge_number import safe_of_all
from projects.models import Post
from projects.resources import post_totals

WARNED_MONTHS = 24
MOST = 4


def on_start(municipality: Any, user: Any) -> dict[str, Any] | None:
    """What falls away and what is due within 24 months; None when nothing does or nobody may know."""
    if municipality is None or municipality not in own_municipalities(user):
        return None
    page = queries.overview(municipality, clock.today(), most=MOST)
    endings = [row for row in page.endings if row.months_left <= WARNED_MONTHS]
    deadlines = [row for row in page.deadlines if row.months_left <= WARNED_MONTHS]
    if not endings and not deadlines:
        return None
    return {"endings": endings, "deadline": deadlines[0] if deadlines else None}


def on_profile(municipality: Any, user: Any) -> dict[str, Any] | None:
    """„2,0 von 3,0 VZÄ unbefristet“ for those to whom posts are visible and the pages open; None for others.

    Beside it, where it may be known, how many offers are safe.
    """
    scope = current_scope()
    if scope is None or not _knows_posts(municipality.pk):
        return None
    today = clock.today()
    facts = [post.as_fact() for post in Post.objects.filter(municipality=municipality)]
    totals = post_totals(facts, today)
    offers = safe_of_all(municipality, today)
    if not totals.posts and offers is None:
        return None
    is_own = municipality.pk in scope.own
    return {"totals": totals, "offers": offers, "municipality": municipality, "is_own": is_own}


def on_resolution(resolution: Any, user: Any) -> dict[str, Any] | None:
    """Posts that stand on this resolution; None without one. Only some readers can open the list of posts."""
    posts = queries.posts_by(resolution)
    if not posts:
        return None
    municipality = resolution.municipality
    return {"posts": posts, "municipality": municipality, "may_open": _knows_posts(municipality.pk)}


def _knows_posts(municipality_id: int) -> bool:
    """Whether the pages of posts are open to the reader for this municipality."""
    scope = current_scope()
    return scope is not None and municipality_id in scope.own | scope.accompanied
