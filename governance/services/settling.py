"""What must hold across rows before a step of a resolution, an assignment or a meeting is kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Max
from django.utils.translation import gettext as _

from dkbm import clock
from governance.levels import level_of
from governance.models import AgendaItem, Assignment, Body, Consultation, Meeting, Resolution, Unit
from governance.models.vocabulary import AgendaState, MeetingState


def settle_step(step: Consultation) -> None:
    """Before a step is kept: its place in the chain, the date of its meeting, the only decision.

    Locks the resolution, so that of two people who mark different steps one is refused.
    """
    Resolution.objects.filter(pk=step.resolution_id).update(version=F("version"))
    others = Consultation.objects.filter(resolution=step.resolution_id).exclude(pk=step.pk)
    if step.pk is None:
        taken = set(others.values_list("position", flat=True))
        if step.position in taken:
            step.position = (others.aggregate(last=Max("position"))["last"] or 0) + 1
    if step.meeting_id:
        step.held = step.meeting.when_key
    if step.is_deciding:
        if others.filter(is_deciding=True).exists():
            raise ValidationError(
                {"is_deciding": _("Ein anderer Schritt ist schon als Entscheidung gekennzeichnet.")}
            )
        _check_level(step.resolution, step.body or step.unit)


def settle_resolution(resolution: Resolution) -> None:
    """Before a resolution is kept: its level is that of the body that decided."""
    if resolution.pk is None:
        return
    step = Consultation.objects.filter(resolution=resolution, is_deciding=True).first()
    if step is not None:
        _check_level(resolution, step.body or step.unit)


def settle_assignment(assignment: Assignment) -> None:
    """Before an assignment is kept: what came up in a meeting comes from its body."""
    if assignment.meeting_id and assignment.body_id is None:
        assignment.body = assignment.meeting.body


def settle_meeting(meeting: Meeting) -> None:
    """Before a meeting is kept: its invitation holds the agenda, steps of resolutions move with its date."""
    if meeting.pk is None:
        return
    if meeting.state == MeetingState.INVITED and not meeting.was_invited:
        freeze_agenda(meeting)
    for step in Consultation.objects.filter(meeting=meeting).exclude(held=meeting.when_key):
        step.held = meeting.when_key
        step.version += 1
        step.save()


def freeze_agenda(meeting: Meeting, *, renew: bool = False) -> None:
    """Keep the agenda as it stands as the one that was sent; `renew` replaces an earlier one.

    Sets `invited_on` on the row given; an item dropped before it was sent is forgotten by the invitation.
    """
    if renew or not meeting.was_invited:
        meeting.invited_on = clock.today()
        Meeting.objects.filter(pk=meeting.pk).update(invited_on=meeting.invited_on)
    for item in AgendaItem.objects.filter(meeting=meeting):
        sent = (None, "", None)
        if item.state != AgendaState.DROPPED:
            sent = (item.position, item.title, item.is_public)
        if sent != (item.invited_position, item.invited_title, item.invited_public):
            item.invited_position, item.invited_title, item.invited_public = sent
            item.version += 1
            item.save()


def _check_level(resolution: Resolution, place: Body | Unit | None) -> None:
    level = level_of(place)
    if level is not None and resolution.level != level:
        words = {"place": place.name, "level": level.label}
        raise ValidationError(
            {"level": _("Entschieden hat „%(place)s“, das ist die Ebene „%(level)s“.") % words}
        )


BEFORE_KEEPING: dict[type, Callable[[Any], None]] = {
    Resolution: settle_resolution,
    Consultation: settle_step,
    Assignment: settle_assignment,
    Meeting: settle_meeting,
}
"""Called by `keep_record` inside its transaction, before the row is validated."""
