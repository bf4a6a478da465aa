"""What falls away in several municipalities at once, as far as the reader sees their posts and money."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date

from django.db.models import Q

from projects.models import BudgetLine, Grant, Post
from projects.queries_resources import Ending, grant_facts
from projects.resources.cliff import light_of, losses_ahead


def endings_of(municipalities: Collection[int], today: date) -> dict[int, list[Ending]]:
    """Losses of the next 36 months by municipality, the next first; three queries, no key without a loss."""
    here = Q(municipality__in=municipalities)
    posts, grants, lines = defaultdict(list), defaultdict(list), defaultdict(list)
    for post in Post.objects.filter(here, Q(limited_until_on__gte=today) | Q(abolished_on__gte=today)):
        posts[post.municipality_id].append(post.as_fact())
    for grant in Grant.objects.filter(here).order_by("pk"):
        grants[grant.municipality_id].append(grant)
    for line in BudgetLine.objects.filter(here, origin="programm", side="ertrag").select_related("grant"):
        lines[line.municipality_id].append(line.as_fact())
    found = {}
    for place in {*posts, *grants, *lines}:
        losses = losses_ahead(posts[place], grant_facts(grants[place]), lines[place], today)
        if losses:
            left = [(loss, loss.months_left(today)) for loss in losses]
            found[place] = [Ending(loss, months, light_of(months)) for loss, months in left]
    return found
