"""Dates of meetings taken over from a file: compared with what is there, kept once however often."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.access.audiences import Audience
from dkbm.models import User
from governance.ics.dates import MeetingDate
from governance.models import Body, Meeting
from governance.models.vocabulary import MeetingState
from governance.services.records import keep_record

WORDS = NEW, CHANGED, SAME = "neu", "geändert", "schon da"


@dataclass(frozen=True)
class Comparison:
    """One date of a file beside the meeting it is (None = new); `changes` as (field, before, after)."""

    wanted: MeetingDate
    meeting: Meeting | None
    changes: list[tuple[str, str, str]]

    @property
    def word(self) -> str:
        """„neu“, „geändert“ or „schon da“."""
        if self.meeting is None:
            return NEW
        return CHANGED if self.changes else SAME


def compare_dates(body: Body, dates: list[MeetingDate]) -> list[Comparison]:
    """Each date with its meeting of this body: the one with its UID, else one of the same day not named so far."""
    meetings = list(Meeting.objects.filter(body=body).order_by("pk"))
    by_uid = {row.uid: row for row in meetings}
    taken = {wanted.uid for wanted in dates}
    by_day = {row.day: row for row in reversed(meetings) if row.day and row.uid not in taken}
    found = []
    for wanted in dates:
        meeting = by_uid.get(wanted.uid) or by_day.pop(wanted.day, None)
        found.append(Comparison(wanted, meeting, _changes(meeting, wanted) if meeting else []))
    return found


@transaction.atomic
def take_over_dates(*, body: Body, dates: list[MeetingDate], source: str, by: User) -> list[Comparison]:
    """Keep what is new or changed; the same file again changes nothing. Raises PermissionDenied.

    What people noted about a meeting (report, agenda, minutes) is left alone.
    """
    compared = compare_dates(body, dates)
    for row in compared:
        if row.word == SAME:
            continue
        values = {**_columns(row.wanted), "uid": row.wanted.uid, "imported_from": source[:200]}
        state = _state(row)
        if state is not None:
            values["state"] = state
        if row.meeting is None:
            values["audience"] = Audience.PUBLIC if body.is_political else Audience.INTERNAL
            values["body"] = body
        keep_record(model=Meeting, pk=row.meeting and row.meeting.pk, values=values, by=by)
    return compared


def _columns(wanted: MeetingDate) -> dict[str, Any]:
    return {
        "day": wanted.day,
        "period": "",
        "begin_time": wanted.begin,
        "end_time": wanted.end,
        "subject": wanted.title,
        "place": wanted.place,
        "link": wanted.link,
    }


def _state(row: Comparison) -> str | None:
    """The state to set, None to leave it: a file knows only whether a meeting is cancelled."""
    if row.wanted.is_cancelled:
        return MeetingState.CANCELLED
    if row.meeting is None or row.meeting.state == MeetingState.CANCELLED:
        return MeetingState.PLANNED
    return None


def _changes(meeting: Meeting, wanted: MeetingDate) -> list[tuple[str, str, str]]:
    changes = []
    for name, value in _columns(wanted).items():
        before = getattr(meeting, name)
        if before != value:
            label = str(Meeting._meta.get_field(name).verbose_name)
            changes.append((label, _shown(before), _shown(value)))
    was_cancelled = meeting.state == MeetingState.CANCELLED
    if was_cancelled != wanted.is_cancelled:
        words = {True: _("abgesagt"), False: _("findet statt")}
        changes.append((_("Stand"), words[was_cancelled], words[wanted.is_cancelled]))
    return changes


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "–"
    if hasattr(value, "hour"):
        return f"{value:%H:%M}"
    return f"{value:%d.%m.%Y}" if hasattr(value, "year") else str(value)
