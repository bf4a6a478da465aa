"""Deeds around a meeting: inviting with an agenda, dropping items, reporting afterwards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.models import User
from governance.levels import level_of
from governance.models import AgendaItem, Assignment, Attendance, Meeting, Seat
from governance.models.vocabulary import AgendaState, MeetingState, Origin, ResolutionState
from governance.services.decisions import add_resolution
from governance.services.records import keep_record, remove_record
from governance.services.settling import freeze_agenda


@dataclass(frozen=True)
class Report:
    """What is noted after a meeting, as typed in one form.

    `facts`: columns of the meeting; `presence`: seat id -> presence ('' = nothing known); `items`: agenda
    item id -> its columns; `resolutions`: columns and step of each; `assignments`: columns of each;
    `next_day`: day of the next meeting, None when not known.
    """

    took_place: bool
    facts: dict[str, Any] = field(default_factory=dict)
    presence: dict[int, str] = field(default_factory=dict)
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    resolutions: list[dict[str, Any]] = field(default_factory=list)
    assignments: list[dict[str, Any]] = field(default_factory=list)
    next_day: date | None = None


@transaction.atomic
def invite_meeting(*, meeting: Meeting, by: User, version: int | None) -> Meeting:
    """Invite: the agenda as it stands is kept as the invited one. Again: the invitation is renewed.

    Raises ValidationError without a day or without an agenda, and when the meeting is over.
    """
    if not meeting.is_open:
        raise ValidationError(_("Diese Sitzung hat schon stattgefunden oder ist abgesagt."))
    if meeting.day is None:
        raise ValidationError(_("Für eine Einladung braucht die Sitzung einen Tag."))
    if not AgendaItem.objects.filter(meeting=meeting).exclude(state=AgendaState.DROPPED).exists():
        raise ValidationError(_("Für eine Einladung braucht die Sitzung eine Tagesordnung."))
    values = {"state": MeetingState.INVITED}
    row = keep_record(model=Meeting, pk=meeting.pk, values=values, by=by, version=version)
    freeze_agenda(row, renew=True)
    return row


@transaction.atomic
def drop_item(*, item: AgendaItem, by: User, version: int | None = None) -> None:
    """Take an item off the agenda: gone if nobody was invited to it, else kept as dropped."""
    if item.invited_position is None:
        remove_record(row=item, by=by, version=version)
        return
    values = {"state": AgendaState.DROPPED}
    keep_record(model=AgendaItem, pk=item.pk, values=values, by=by, version=version)


@transaction.atomic
def report_meeting(*, meeting: Meeting, report: Report, by: User, version: int | None) -> Meeting:
    """Note what became of a meeting in one go: everything or nothing is kept.

    Raises PermissionDenied, Conflict and ValidationError.
    """
    state = MeetingState.HELD if report.took_place else MeetingState.CANCELLED
    values = {**report.facts, "state": state} if report.took_place else {"state": state}
    row = keep_record(model=Meeting, pk=meeting.pk, values=values, by=by, version=version)
    if report.took_place:
        _note_presence(row, report.presence, by)
        for pk, columns in report.items.items():
            item = AgendaItem.objects.get(pk=pk, meeting=row)
            if any(getattr(item, name) != value for name, value in columns.items()):
                keep_record(model=AgendaItem, pk=pk, values=columns, by=by)
        _note_decisions(row, report, by)
    if report.next_day and not Meeting.objects.filter(body=row.body_id, day=report.next_day).exists():
        following = {"body": row.body, "day": report.next_day, "audience": row.audience}
        keep_record(model=Meeting, values=following, by=by)
    return row


def _note_presence(meeting: Meeting, presence: dict[int, str], by: User) -> None:
    kept = {row.seat_id: row for row in Attendance.objects.filter(meeting=meeting)}
    for pk, word in presence.items():
        row = kept.get(pk)
        if row is not None and row.presence == word:
            continue
        if not word:
            if row is not None:
                remove_record(row=row, by=by)
        elif row is None:
            values = {"meeting": meeting, "seat": Seat.objects.get(pk=pk), "presence": word}
            keep_record(model=Attendance, values=values, by=by)
        else:
            keep_record(model=Attendance, pk=row.pk, values={"presence": word}, by=by)


def _note_decisions(meeting: Meeting, report: Report, by: User) -> None:
    body = meeting.body
    inside = {"municipality": body.municipality, "audience": meeting.audience}
    for columns in report.resolutions:
        votes = {name: columns.pop(name) for name in list(columns) if name.startswith("votes_")}
        values = {"state": ResolutionState.DECIDED, "level": level_of(body) or 0, **inside, **columns}
        values.pop("municipality")
        step = {"body": body, "meeting": meeting, **votes}
        add_resolution(municipality=body.municipality, values=values, step=step, by=by)
    for columns in report.assignments:
        given = {"origin": Origin.BODY, "body": body, "meeting": meeting, "received_on": meeting.day}
        keep_record(model=Assignment, values={**inside, **given, **columns}, by=by)
