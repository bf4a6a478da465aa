"""What a meeting is about and who was there: agenda items as invited and as held, attendance by seat."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from governance.models.base import PartModel, ReachedThroughMany
from governance.models.meeting import Meeting
from governance.models.seat import Seat
from governance.models.vocabulary import AgendaState, Presence

MEETING_PATH = "meeting__body__municipality"


class AgendaItem(ReachedThroughMany, PartModel):
    """One item (TOP) of a meeting, in two versions: as invited (`invited_…`) and as it stands or was held.

    Sending the invitation copies position, title and public flag into the `invited_…` columns; None there
    means the item came later. An item dropped after the invitation stays, with that state. Others see only
    public items.
    """

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="agenda"
    )
    position = models.PositiveSmallIntegerField(_("TOP"), help_text=_("Nummer in der Tagesordnung."))
    title = models.CharField(_("Gegenstand"), max_length=300)
    is_public = models.BooleanField(_("öffentlich"), default=True)
    state = models.CharField(_("Stand"), max_length=12, choices=AgendaState, default=AgendaState.OPEN)
    result = models.TextField(_("Ergebnis"), blank=True, help_text=_("Was besprochen oder vereinbart wurde."))
    paper_reference = models.CharField(_("Vorlage"), max_length=80, blank=True)
    paper_link = models.CharField(
        _("Link zur Vorlage"), max_length=500, blank=True, validators=[URLValidator(["http", "https"])]
    )
    invited_position = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    invited_title = models.CharField(max_length=300, blank=True, editable=False)
    invited_public = models.BooleanField(null=True, blank=True, editable=False)

    tenant_path = MEETING_PATH
    shared_from = Sharing.ALL
    audience_paths = ("meeting__audience", "meeting__body__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance", tenant_path=MEETING_PATH)

    class Meta:
        verbose_name = _("Tagesordnungspunkt")
        verbose_name_plural = _("Tagesordnungspunkte")
        ordering = ("meeting", "position", "pk")
        constraints = (
            models.CheckConstraint(
                name="agenda_invited_whole_or_not",
                condition=Q(invited_position__isnull=True, invited_title="", invited_public__isnull=True)
                | (Q(invited_position__isnull=False, invited_public__isnull=False) & ~Q(invited_title="")),
            ),
        )

    def __str__(self) -> str:
        return _("TOP %(number)s: %(title)s") % {"number": self.position, "title": self.title}

    @classmethod
    def _for_others(cls) -> Q:
        return Q(is_public=True)

    @property
    def is_dropped(self) -> bool:
        """Invited but taken off the agenda."""
        return self.state == AgendaState.DROPPED

    @property
    def is_added(self) -> bool:
        """Came after the invitation; only meaningful once the meeting was invited."""
        return self.invited_position is None


class Attendance(ReachedThroughMany, PartModel):
    """Whether a seat was present at a meeting. Only for the own municipality; kept by seat, not by person."""

    meeting = models.ForeignKey(
        Meeting, verbose_name=_("Sitzung"), on_delete=models.CASCADE, related_name="attendance"
    )
    seat = models.ForeignKey(Seat, verbose_name=_("Sitz"), on_delete=models.RESTRICT, related_name="+")
    presence = models.CharField(_("Anwesenheit"), max_length=12, choices=Presence)

    tenant_path = MEETING_PATH
    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="governance", tenant_path=MEETING_PATH)

    class Meta:
        verbose_name = _("Anwesenheit")
        verbose_name_plural = _("Anwesenheiten")
        ordering = ("meeting", "seat__position", "pk")
        constraints = (models.UniqueConstraint(fields=("meeting", "seat"), name="attendance_once_a_seat"),)

    def __str__(self) -> str:
        return str(self.get_presence_display())

    @classmethod
    def _for_others(cls) -> Q:
        return Q(pk__in=[])

    def clean(self) -> None:
        if self.meeting_id and self.seat_id and self.seat.body_id != self.meeting.body_id:
            raise ValidationError({"seat": _("Dieser Sitz gehört zu einem anderen Gremium.")})
