"""Resolutions (Beschlüsse): on which level something was decided, how, and for how long it holds."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from governance.models.agenda import AgendaItem
from governance.models.base import (
    Named,
    PartModel,
    ReachedThroughMany,
    audience_field,
    audience_is_known,
    ends_before,
    first_day,
    last_day,
    moment_label,
    period_field,
)
from governance.models.body import Body
from governance.models.meeting import Meeting
from governance.models.unit import Unit
from governance.models.vocabulary import (
    MandateLevel,
    Recommendation,
    ResolutionKind,
    ResolutionState,
)

MOST_VOTES = 1000


class Resolution(Named, MunicipalModel):
    """A decision with its level of legitimacy (domain.md N-L1). When and by whom stands in its deciding step.

    `valid_from` empty = from the decision on; `unlimited` and `valid_until` exclude each other, neither =
    not known.
    """

    name = models.CharField(_("Gegenstand"), max_length=300)
    kind = models.CharField(_("Art"), max_length=20, choices=ResolutionKind)
    state = models.CharField(
        _("Stand"), max_length=12, choices=ResolutionState, default=ResolutionState.PREPARED
    )
    level = models.PositiveSmallIntegerField(_("Legitimation durch"), choices=MandateLevel)
    text = models.TextField(_("Beschlusstext"), blank=True)
    valid_from = period_field(_("gilt ab"), help_text=_("Leer: ab dem Beschluss."))
    valid_until = period_field(_("gilt bis"))
    unlimited = models.BooleanField(_("gilt unbefristet"), default=False)
    paper_reference = models.CharField(
        _("Vorlage"), max_length=80, blank=True, help_text=_("Nummer der Vorlage: V-SCHUL/19/159.")
    )
    paper_link = models.CharField(
        _("Link zur Vorlage"),
        max_length=500,
        blank=True,
        validators=[URLValidator(["http", "https"])],
        help_text=_("Adresse im Ratsinformationssystem; nichts wird abgeschrieben."),
    )
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Beschluss")
        verbose_name_plural = _("Beschlüsse")
        ordering = ("search_key", "pk")
        constraints = (
            models.CheckConstraint(
                name="resolution_level_known", condition=Q(level__in=[int(v) for v in MandateLevel])
            ),
            models.CheckConstraint(
                name="resolution_unlimited_or_until", condition=Q(unlimited=False) | Q(valid_until="")
            ),
            audience_is_known("resolution_audience_known"),
        )

    def clean(self) -> None:
        if self.unlimited and self.valid_until:
            raise ValidationError(
                {"valid_until": _("Unbefristet oder bis zu einem Zeitpunkt: beides geht nicht.")}
            )
        if ends_before(self.valid_until, self.valid_from):
            raise ValidationError({"valid_until": _("Das Ende der Geltung liegt vor dem Beginn.")})

    def get_absolute_url(self) -> str:
        return reverse("governance:resolution", args=[self.pk])

    @property
    def validity_label(self) -> str:
        """„ab 2019, unbefristet“, „bis 12/2026“, '' when nothing is known."""
        parts = []
        if self.valid_from:
            parts.append(_("ab %(period)s") % {"period": moment_label(self.valid_from)})
        if self.valid_until:
            parts.append(_("bis %(period)s") % {"period": moment_label(self.valid_until)})
        if self.unlimited:
            parts.append(_("unbefristet"))
        return ", ".join(str(part) for part in parts)

    def holds_on(self, day: date, decided: date | None = None) -> bool:
        """Whether the resolution counts on this day; `decided` = last possible day of the decision.

        Only decided ones count, from the last day on by which the period certainly began to the last day
        of the period of its end.
        """
        if self.state != ResolutionState.DECIDED:
            return False
        starts = first_day(self.valid_from) if self.valid_from else decided
        ends = last_day(self.valid_until) if self.valid_until else None
        return (starts is None or starts <= day) and (ends is None or day <= ends)


class Consultation(ReachedThroughMany, PartModel):
    """One step of a resolution through the bodies: who advised or decided, when, with which votes.

    Exactly one body or unit; at most one step decides. `held` is a period key and copied from the meeting
    when one is named; `begins` and `ends` are derived for order only.
    """

    resolution = models.ForeignKey(
        Resolution, verbose_name=_("Beschluss"), on_delete=models.CASCADE, related_name="steps"
    )
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    body = models.ForeignKey(
        Body, verbose_name=_("Gremium"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("oder Stelle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Wenn kein Gremium entschied, sondern ein Fachdienst oder Amt."),
    )
    is_deciding = models.BooleanField(_("hier wird entschieden"), default=False)
    meeting = models.ForeignKey(
        Meeting, verbose_name=_("Sitzung"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    agenda_item = models.ForeignKey(
        AgendaItem, verbose_name=_("TOP"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    held = period_field(_("wann"), help_text=_("So genau wie bekannt: 09/2021, 30.01.2020 …"))
    begins = models.DateField(null=True, editable=False)
    ends = models.DateField(null=True, editable=False)
    recommendation = models.CharField(_("Ergebnis"), max_length=15, choices=Recommendation, blank=True)
    votes_for = models.PositiveSmallIntegerField(_("Ja-Stimmen"), null=True, blank=True)
    votes_against = models.PositiveSmallIntegerField(_("Nein-Stimmen"), null=True, blank=True)
    votes_abstained = models.PositiveSmallIntegerField(_("Enthaltungen"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)

    tenant_path = "resolution__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_paths = ("resolution__audience", "body__audience", "unit__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance", tenant_path="resolution__municipality")

    class Meta:
        verbose_name = _("Beratungsschritt")
        verbose_name_plural = _("Beratungsfolge")
        ordering = ("resolution", "position", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("resolution",), condition=Q(is_deciding=True), name="consultation_one_decides"
            ),
            models.UniqueConstraint(fields=("resolution", "position"), name="consultation_place_once"),
            models.CheckConstraint(
                name="consultation_body_or_unit",
                condition=Q(body__isnull=True, unit__isnull=False) | Q(body__isnull=False, unit__isnull=True),
            ),
            models.CheckConstraint(
                name="consultation_votes_in_range",
                condition=Q(votes_for__isnull=True) | Q(votes_for__lte=MOST_VOTES),
            ),
        )

    def __str__(self) -> str:
        return moment_label(self.held) or str(_("Schritt %(number)s") % {"number": self.position})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.begins = first_day(self.held) if self.held else None
        self.ends = last_day(self.held) if self.held else None
        super().save(*args, **kwargs)

    def clean(self) -> None:
        errors: dict[str, Any] = {}
        if bool(self.body_id) == bool(self.unit_id):
            errors["unit" if self.body_id else "body"] = _("Genau ein Gremium oder eine Stelle.")
        if self.meeting_id and self.body_id and self.meeting.body_id != self.body_id:
            errors["meeting"] = _("Diese Sitzung gehört zu einem anderen Gremium.")
        if self.agenda_item_id and self.agenda_item.meeting_id != self.meeting_id:
            errors["agenda_item"] = _("Dieser TOP gehört zu einer anderen Sitzung.")
        for name in ("votes_for", "votes_against", "votes_abstained"):
            if (getattr(self, name) or 0) > MOST_VOTES:
                errors[name] = _("So viele Stimmen hat kein Gremium.")
        if errors:
            raise ValidationError(errors)

    @property
    def when_label(self) -> str:
        """„09/2021“, „30.01.2020“, '' when not known."""
        return moment_label(self.held)

    @property
    def votes_label(self) -> str:
        """„40 ja, 5 nein, 0 Enthaltungen“ as far as known, '' without any number."""
        parts = (
            (self.votes_for, _("%(n)s ja")),
            (self.votes_against, _("%(n)s nein")),
            (self.votes_abstained, _("%(n)s enthalten")),
        )
        return ", ".join(str(words % {"n": number}) for number, words in parts if number is not None)
