"""What this floor keeps about people: who holds a post. Their names stand in the governance floor."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.registries import Involvement
from governance.models import Person
from projects.models import Post


def posts_held(person: Person) -> list[Involvement]:
    """The posts the person holds or held; one without an end goes on."""
    today = clock.today()
    rows = Post.objects.filter(holder=person).select_related("unit").order_by("pk")
    return [
        Involvement(
            kind=_("Stelle"),
            title=post.function,
            where=post.unit.name if post.unit else "",
            url=reverse("resources:posts"),
            since=post.filled_from_on,
            until=post.filled_to_on,
            ongoing=post.filled_to_on is None or post.filled_to_on >= today,
            details=str(post.get_filled_display()),
        )
        for post in rows
    ]


def forget(person: Person) -> None:
    """The post stays with its function; who holds it was never kept in its history."""
    Post.objects.filter(holder=person).update(holder=None)


def move(gone: Person, keep: Person) -> None:
    """Every post goes to the other row when both are one person."""
    Post.objects.filter(holder=gone).update(holder=keep)
