"""Milestone: one model for process steps, preconditions, plan dates and milestones, as fine as is known."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from dkbm.periods import Month
from projects.models.fields import PeriodKeyField, ProjectPart, period_label, period_of, refuse_foreign
from projects.models.process import Process
from projects.models.project import Project
from projects.schedule import Step, bounds


class Origin(models.TextChoices):
    """Where the milestone comes from."""

    STEP = "prozessschritt", _("Prozessschritt")
    BACK_PLAN = "rueckwaertsplan", _("Rückwärtsplan")
    MILESTONE = "meilenstein", _("Meilenstein")
    PRECONDITION = "vorbedingung", _("Vorbedingung")


class Nature(models.TextChoices):
    """What happens in it."""

    WORK = "arbeit", _("Arbeitsschritt")
    TALKS = "gespraech", _("Gespräche")
    WORKSHOP = "werkstatt", _("Werkstatt")
    MEETING = "sitzung", _("Sitzung")
    AGREEMENT = "vereinbarung", _("Vereinbarung")
    RESOLUTION = "beschluss", _("Beschluss")


OPENINGS = {
    Nature.TALKS: "vom ersten Gespräch",
    Nature.WORKSHOP: "von der ersten Werkstatt",
    Nature.MEETING: "von der ersten Sitzung",
    Nature.AGREEMENT: "von der ersten Vereinbarung",
}


class MilestoneState(models.TextChoices):
    """Whether it is done."""

    OPEN = "offen", _("offen")
    RUNNING = "laufend", _("läuft")
    DONE = "erledigt", _("erledigt")
    DROPPED = "entfallen", _("entfallen")


class Milestone(ProjectPart):
    """A step or milestone of a project.

    `period` is a period key ('' = undated). `first_month` and `last_month` are derived from it on every
    save (ordinals of `dkbm.periods.Month`, None where open), so that the database can order and find what
    is due; they are never typed. `done_in` is the period in which it was done.
    """

    project = models.ForeignKey(
        Project, verbose_name=_("Projekt"), on_delete=models.CASCADE, related_name="milestones"
    )
    process = models.ForeignKey(
        Process,
        verbose_name=_("Prozess"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="milestones",
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    title = models.CharField(_("Titel"), max_length=200)
    description = models.TextField(_("Beschreibung"), blank=True, max_length=2000)
    origin = models.CharField(_("Herkunft"), max_length=20, choices=Origin, default=Origin.MILESTONE)
    nature = models.CharField(_("Art"), max_length=20, choices=Nature, default=Nature.WORK)
    period = PeriodKeyField(_("Zeitraum"))
    first_month = models.PositiveIntegerField(null=True, editable=False)
    last_month = models.PositiveIntegerField(null=True, editable=False)
    state = models.CharField(_("Stand"), max_length=20, choices=MilestoneState, default=MilestoneState.OPEN)
    done_in = PeriodKeyField(_("erledigt im"))
    body = models.ForeignKey(
        "governance.Body",
        verbose_name=_("Gremium"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    meeting = models.ForeignKey(
        "governance.Meeting",
        verbose_name=_("Sitzung"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    resolution = models.ForeignKey(
        "governance.Resolution",
        verbose_name=_("Beschluss"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    agreement = models.ForeignKey(
        "governance.Agreement",
        verbose_name=_("Vereinbarung"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    participants = models.CharField(_("Beteiligte"), max_length=300, blank=True)
    responsible = models.CharField(_("verantwortlich (Funktion)"), max_length=200, blank=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Meilenstein")
        verbose_name_plural = _("Meilensteine")
        ordering = (
            F("first_month").asc(nulls_last=True),
            F("last_month").asc(nulls_last=True),
            "order",
            "pk",
        )
        constraints = (
            models.CheckConstraint(
                name="milestone_undated_has_no_months",
                condition=Q(period="", first_month__isnull=True, last_month__isnull=True)
                | (~Q(period="") & (Q(first_month__isnull=False) | Q(last_month__isnull=False))),
            ),
            models.CheckConstraint(
                name="milestone_months_in_order",
                condition=Q(first_month__isnull=True)
                | Q(last_month__isnull=True)
                | Q(last_month__gte=F("first_month")),
            ),
            models.CheckConstraint(
                name="milestone_done_in_needs_done",
                condition=Q(done_in="") | Q(state="erledigt"),
                violation_error_message=_(
                    "Wann er erledigt wurde, gehört nur zu einem erledigten Meilenstein."
                ),
            ),
        )
        indexes = (models.Index(fields=("state", "last_month")),)

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """The process is one of the project's, body, meeting, resolution and agreement are of the municipality."""
        with suppress(ValueError):  # the field itself complains about what is no period
            self._derive_months()
        if self.project_id is None:
            return
        if self.process is not None and self.process.project_id != self.project_id:
            raise ValidationError({"process": _("Dieser Prozess gehört zu einem anderen Projekt.")})
        here = self.project.municipality_id
        refuse_foreign(self, here, ("body", "resolution", "agreement"))
        if self.meeting is not None and self.meeting.body.municipality_id != here:
            raise ValidationError({"meeting": _("Das gehört zu einer anderen Kommune.")})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Derive the months from the period and save."""
        self._derive_months()
        fields = kwargs.get("update_fields")
        if fields is not None and "period" in fields:
            kwargs["update_fields"] = {*fields, "first_month", "last_month"}
        super().save(*args, **kwargs)

    def _derive_months(self) -> None:
        self.first_month, self.last_month = bounds(period_of(self.period))

    def get_absolute_url(self) -> str:
        return f"{reverse('projects:detail', args=[self.project_id])}#meilenstein-{self.pk}"

    @property
    def label(self) -> str:
        """„06–09/2020“, „ohne Datum“."""
        return period_label(self.period, unknown="ohne Datum")

    @property
    def done_label(self) -> str:
        """„09/2021“, '' when not done or not known."""
        return period_label(self.done_in)

    @property
    def is_open(self) -> bool:
        return self.state in (MilestoneState.OPEN, MilestoneState.RUNNING)

    def is_overdue(self, today: Any) -> bool:
        """Open although its last month is over."""
        return self.is_open and self.last_month is not None and self.last_month < Month.of(today).ordinal

    def as_step(self) -> Step:
        """What the pure room draws of it."""
        return Step(
            title=self.title,
            label=self.label,
            first=self.first_month,
            last=self.last_month,
            order=self.order,
            key=self.pk or 0,
            decides=self.nature == Nature.RESOLUTION,
            done=self.state == MilestoneState.DONE,
            opening=OPENINGS.get(self.nature, "vom ersten Schritt"),
        )
