"""Deeds about knowledge: answering the two guiding questions for an offer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from dkbm.access.roles import Permission
from dkbm.services import locked, require
from projects.models import KeyProcess, Post, ProcessTie, Tie

OFFER_FIELDS = frozenset({"title", "project", "flow", "handbook", "reviewed_in"})
ANSWERS = {"owners": Tie.OWNER, "deputies": Tie.DEPUTY, "partners": Tie.PARTNER}


@transaction.atomic
def add_offer(*, municipality: Any, by: Any, **values: Any) -> KeyProcess:
    """Add an offer with its answers; see `change_offer`. Raises ValidationError for a title that is there."""
    require(by, Permission.EDIT_RESOURCES, municipality)
    return _saved(KeyProcess(municipality=municipality), values, by)


@transaction.atomic
def change_offer(*, offer: KeyProcess, version: int | None, by: Any, **values: Any) -> KeyProcess:
    """Change an offer. `values`: its columns, and `owners`, `deputies`, `partners` as lists of words.

    A word that is the function of a post here leads to that post from then on, so that it follows when the
    function is called otherwise. Answers that are not named stay. Raises Conflict when somebody saved it
    meanwhile, DoesNotExist when it is not visible.
    """
    require(by, Permission.EDIT_RESOURCES, offer.municipality_id)
    return _saved(locked(KeyProcess, offer.pk, version), values, by)


def same_words(text: str) -> str:
    """What is left of a function's name when case and spaces do not count."""
    return " ".join(text.split()).casefold()


def _saved(row: KeyProcess, values: dict[str, Any], by: Any) -> KeyProcess:
    unknown = set(values) - OFFER_FIELDS - set(ANSWERS)
    if unknown:
        raise TypeError(f"not editable: {sorted(unknown)}")
    for name in OFFER_FIELDS & set(values):
        setattr(row, name, values[name])
    row.full_clean()
    row._history_user = by
    row.save()
    posts = {
        same_words(post.function): post
        for post in Post.objects.filter(municipality=row.municipality_id).order_by("-pk")
    }
    for name, tie in ANSWERS.items():
        if name in values:
            _set_ties(row, tie, values[name], posts if tie != Tie.PARTNER else {}, by)
    return row


def _set_ties(row: KeyProcess, tie: str, names: Sequence[str], posts: dict[str, Post], by: Any) -> None:
    """Make these the ties of one kind, in this order; one whose words stay keeps its row."""
    known = {same_words(old.label): old for old in row.ties.filter(tie=tie).select_related("post")}
    wanted = {same_words(name): name for name in names}
    for order, (key, name) in enumerate(wanted.items(), 1):
        part = known.pop(key, None) or ProcessTie(process=row, tie=tie, name=name)
        post = posts.get(key) or part.post
        if part.pk is None or (part.order, part.post) != (order, post):
            part.order, part.post = order, post
            part.full_clean()
            part._history_user = by
            part.save()
    for gone in known.values():
        gone._history_user = by
        gone.delete()
