"""Goals in a cascade: Leitbild, strategisches Ziel, Mittlerziel, Handlungsziel; the needs they answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from governance.models.assignment import Assignment
from governance.models.base import (
    Named,
    PartModel,
    ReachedThroughMany,
    audience_field,
    audience_is_known,
    ends_before,
    moment_label,
    period_field,
)
from governance.models.body import Body
from governance.models.event import Event
from governance.models.goal_words import MAY_STAND_ALONE, SMART, GoalLevel, ResolutionRole, level_word
from governance.models.resolution import Resolution
from governance.models.unit import Unit
from governance.models.vocabulary import CoreComponent


@dataclass(frozen=True, slots=True)
class SmartAnswer:
    """One of the five answers; `yes` None = not answered."""

    word: str
    question: str
    yes: bool | None
    text: str


def _yes_or_no(label: Any) -> models.BooleanField:
    return models.BooleanField(label, null=True, blank=True)


def _why(label: Any) -> models.CharField:
    return models.CharField(label, max_length=300, blank=True)


class Goal(Named, MunicipalModel):
    """One goal. Its parent is of the level exactly above; only Leitbild and strategisches Ziel may have none.

    `parent_level` repeats the parent's level so that a constraint can hold the cascade; on PostgreSQL a
    foreign key over (parent, parent_level, municipality) keeps it true, on SQLite writers come one by one.
    """

    level = models.PositiveSmallIntegerField(_("Ebene"), choices=GoalLevel)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("gehört zu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    parent_level = models.PositiveSmallIntegerField(null=True, blank=True, editable=False)
    text = models.TextField(_("Erläuterung"), blank=True, max_length=4000)
    body = models.ForeignKey(
        Body,
        verbose_name=_("gesetzt von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="goals",
        help_text=_("Das Gremium, das dieses Ziel gesetzt hat."),
    )
    unit = models.ForeignKey(
        Unit,
        verbose_name=_("zuständige Stelle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="goals",
    )
    component = models.CharField(
        _("Kernkomponente des DKBM"), max_length=25, choices=CoreComponent, blank=True
    )
    set_in = period_field(_("gesetzt"), help_text=_("So genau wie bekannt: 2021, 09/2021 …"))
    due = period_field(_("erreicht bis"), help_text=_("Zum Beispiel 2028 oder 12/2027."))
    assignment = models.ForeignKey(
        Assignment,
        verbose_name=_("Auftrag oder Frage dazu"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="goals",
        help_text=_("Die Frage an das Bildungsmanagement, deren Antwort zu diesem Ziel führte."),
    )
    event = models.ForeignKey(
        Event,
        verbose_name=_("hervorgegangen aus"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="goals",
        help_text=_("Die Bildungskonferenz oder Veranstaltung, auf deren Grundlage es entstand."),
    )
    specific = _yes_or_no(SMART[0][1])
    specific_text = _why(_("spezifisch: in Worten"))
    measurable = _yes_or_no(SMART[1][1])
    measurable_text = _why(_("messbar: in Worten"))
    accepted = _yes_or_no(SMART[2][1])
    accepted_text = _why(_("akzeptiert: in Worten"))
    realistic = _yes_or_no(SMART[3][1])
    realistic_text = _why(_("realistisch: in Worten"))
    timed = _yes_or_no(SMART[4][1])
    timed_text = _why(_("terminiert: in Worten"))
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Ziel")
        verbose_name_plural = _("Ziele")
        ordering = ("level", "search_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "level", "name"), name="goal_name_once"),
            # what the foreign key over three columns refers to
            models.UniqueConstraint(fields=("id", "level", "municipality"), name="goal_level_of_row"),
            models.CheckConstraint(name="goal_level_known", condition=Q(level__in=GoalLevel.values)),
            models.CheckConstraint(
                name="goal_parent_one_above",
                condition=Q(parent__isnull=False, parent_level__isnull=False, level=F("parent_level") + 1)
                | Q(parent__isnull=True, parent_level__isnull=True, level__in=sorted(MAY_STAND_ALONE)),
                violation_error_message=_("Darüber muss genau die nächsthöhere Ebene stehen."),
            ),
            audience_is_known("goal_audience_known"),
        )

    def clean(self) -> None:
        errors = {}
        if ends_before(self.due, self.set_in):
            errors["due"] = _("Das Ziel wäre erreicht, bevor es gesetzt ist.")
        if self.level == GoalLevel.OPERATIVE:
            unanswered = [name for name, _word, _question in SMART if getattr(self, name) is None]
            errors |= {
                name: _("Ein Handlungsziel beantwortet alle fünf Fragen mit ja oder nein.")
                for name in unanswered
            }
        if errors:
            raise ValidationError(errors)

    def get_absolute_url(self) -> str:
        return reverse("goals:goal", args=[self.pk])

    @property
    def level_word(self) -> str:
        """What this level is called in the goal's municipality (joined by whoever reads many)."""
        return level_word(self.level, self.municipality.labels)

    @property
    def smart(self) -> list[SmartAnswer]:
        """The five answers of a Handlungsziel, [] on other levels."""
        if self.level != GoalLevel.OPERATIVE:
            return []
        return [
            SmartAnswer(str(word), str(question), getattr(self, name), getattr(self, f"{name}_text"))
            for name, word, question in SMART
        ]

    @property
    def set_in_label(self) -> str:
        """„09/2021“, '' when not known."""
        return moment_label(self.set_in)

    @property
    def due_label(self) -> str:
        return moment_label(self.due)


class GoalResolution(ReachedThroughMany, PartModel):
    """What a resolution is for a goal: it sets it, or results went back into politics with it."""

    goal = models.ForeignKey(
        Goal, verbose_name=_("Ziel"), on_delete=models.CASCADE, related_name="resolutions"
    )
    resolution = models.ForeignKey(
        Resolution, verbose_name=_("Beschluss"), on_delete=models.CASCADE, related_name="goals"
    )
    role = models.CharField(
        _("Bedeutung"), max_length=15, choices=ResolutionRole, default=ResolutionRole.SETS
    )

    tenant_path = "goal__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_paths = ("goal__audience", "resolution__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance", tenant_path="goal__municipality")

    class Meta:
        verbose_name = _("Beschluss zum Ziel")
        verbose_name_plural = _("Beschlüsse zum Ziel")
        ordering = ("goal", "pk")
        constraints = (
            models.UniqueConstraint(fields=("goal", "resolution", "role"), name="goal_resolution_once"),
        )

    def __str__(self) -> str:
        return str(self.get_role_display())


class Need(Named, MunicipalModel):
    """A Handlungsbedarf: what has to be done, who saw it, and the strategic goal it led to."""

    text = models.TextField(_("Worum es geht"), blank=True, max_length=4000)
    body = models.ForeignKey(
        Body,
        verbose_name=_("festgestellt von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="needs",
    )
    raised_in = period_field(_("festgestellt"), help_text=_("So genau wie bekannt: 2019, 10/2019 …"))
    assignment = models.ForeignKey(
        Assignment,
        verbose_name=_("Auftrag oder Frage dazu"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="needs",
        help_text=_("Die Frage an das Bildungsmanagement, die aus dem Bedarf entstand."),
    )
    goal = models.ForeignKey(
        Goal,
        verbose_name=_("führte zum strategischen Ziel"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="needs",
    )
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Handlungsbedarf")
        verbose_name_plural = _("Handlungsbedarfe")
        ordering = ("search_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "name"), name="need_name_once"),
            audience_is_known("need_audience_known"),
        )

    def get_absolute_url(self) -> str:
        return reverse("goals:need_edit", args=[self.pk])

    @property
    def raised_in_label(self) -> str:
        """„10/2019“, '' when not known."""
        return moment_label(self.raised_in)
