"""Assignments and requests (Aufträge und Anfragen): who asks whom for what by when, and the answer."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from governance.models.agenda import AgendaItem
from governance.models.base import ReachedThroughMany, audience_field, audience_is_known
from governance.models.body import Body
from governance.models.meeting import Meeting
from governance.models.unit import Unit
from governance.models.vocabulary import AssignmentState, Origin
from governance.search_text import stored_key

MAX_SEARCH_TEXT = 20_000


class Assignment(ReachedThroughMany, MunicipalModel):
    """One record for an assignment from a body to a unit and for a request from outside.

    The unit answers, never a person: there are no statistics about people. `search_key` holds title,
    question and answer, so that „schon beantwortet?“ finds what was asked before.
    """

    title = models.CharField(_("Worum geht es?"), max_length=200)
    question = models.TextField(_("Frage oder Auftrag"), blank=True)
    origin = models.CharField(_("kommt von"), max_length=12, choices=Origin)
    body = models.ForeignKey(
        Body,
        verbose_name=_("auftraggebendes Gremium"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
    )
    asked_by = models.CharField(
        _("von wem"),
        max_length=200,
        blank=True,
        help_text=_("Fraktion, Fachdienst, Redaktion: eine Stelle, keine Namen von Personen."),
    )
    meeting = models.ForeignKey(
        Meeting,
        verbose_name=_("in der Sitzung"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="assignments",
    )
    agenda_item = models.ForeignKey(
        AgendaItem, verbose_name=_("TOP"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("an welche Stelle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assignments",
        help_text=_("Leer: noch niemandem zugewiesen."),
    )
    received_on = models.DateField(_("eingegangen am"), null=True, blank=True)
    due_on = models.DateField(_("fällig am"), null=True, blank=True)
    state = models.CharField(_("Stand"), max_length=15, choices=AssignmentState, default=AssignmentState.OPEN)
    answer = models.TextField(_("Antwort"), blank=True)
    done_on = models.DateField(_("beantwortet oder erledigt am"), null=True, blank=True)
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)
    search_key = models.TextField(editable=False, default="")

    shared_from = Sharing.ALL
    audience_paths = ("audience", "body__audience", "unit__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Auftrag oder Anfrage")
        verbose_name_plural = _("Aufträge und Anfragen")
        ordering = (models.F("due_on").asc(nulls_last=True), "pk")
        indexes = (models.Index(fields=("municipality", "state", "due_on")),)
        constraints = (
            models.CheckConstraint(
                name="assignment_of_a_body_names_it",
                condition=~Q(origin=Origin.BODY) | Q(body__isnull=False),
            ),
            models.CheckConstraint(
                name="assignment_done_has_day",
                condition=Q(state__in=list(AssignmentState.done()), done_on__isnull=False)
                | (~Q(state__in=list(AssignmentState.done())) & Q(done_on__isnull=True)),
            ),
            audience_is_known("assignment_audience_known"),
        )

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        words = f"{self.title} {self.question} {self.answer} {self.asked_by}"
        self.search_key = stored_key(words, longest=MAX_SEARCH_TEXT)
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self._settle_day()
        errors: dict[str, Any] = {}
        if self.origin == Origin.BODY and not self.body_id:
            errors["body"] = _("Welches Gremium hat den Auftrag gegeben?")
        if self.meeting_id and self.body_id and self.meeting.body_id != self.body_id:
            errors["meeting"] = _("Diese Sitzung gehört zu einem anderen Gremium.")
        if self.agenda_item_id and self.agenda_item.meeting_id != self.meeting_id:
            errors["agenda_item"] = _("Dieser TOP gehört zu einer anderen Sitzung.")
        if self.state == AssignmentState.ANSWERED and not self.answer.strip():
            errors["answer"] = _("Beantwortet heißt: Hier steht die Antwort.")
        if self.received_on and self.done_on and self.done_on < self.received_on:
            errors["done_on"] = _("Das liegt vor dem Eingang.")
        if errors:
            raise ValidationError(errors)

    def _settle_day(self) -> None:
        """What is done was done on some day, today unless said; what is open has none."""
        if self.is_open:
            self.done_on = None
        elif self.done_on is None:
            self.done_on = clock.today()

    def get_absolute_url(self) -> str:
        return reverse("governance:assignment", args=[self.pk])

    @property
    def name(self) -> str:
        """What pages call it."""
        return self.title

    @property
    def is_open(self) -> bool:
        """Open or being worked on."""
        return self.state not in AssignmentState.done()

    def is_overdue(self, today: date) -> bool:
        """Open and past its day."""
        return self.is_open and self.due_on is not None and self.due_on < today
