"""Actor groups (Verwaltungsspitze, Personalabteilung, Politik …) and in what they are involved."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from governance.models.base import Named, PartModel, ReachedThroughMany, audience_field, audience_is_known
from governance.models.body import Body
from governance.models.goal import Goal
from governance.models.vocabulary import Sector


class ActorGroup(Named, MunicipalModel):
    """A group of actors; the list is open, every municipality adds its own."""

    sector = models.CharField(_("Bereich"), max_length=20, choices=Sector, blank=True)
    note = models.CharField(_("Anmerkung"), max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Akteursgruppe")
        verbose_name_plural = _("Akteursgruppen")
        ordering = ("position", "search_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "name"), name="actor_group_name_once"),
            audience_is_known("actor_group_audience_known"),
        )


class Part(TextChoices):
    """How a group takes part."""

    RESPONSIBLE = "verantwortet", _("verantwortet")
    WORKS = "wirkt_mit", _("wirkt mit")
    ADVISES = "beraet", _("berät")
    INFORMED = "informiert", _("wird informiert")


class Involvement(ReachedThroughMany, PartModel):
    """A group takes part in one goal or one body. No row = not involved, an empty cell of the matrix."""

    group = models.ForeignKey(
        ActorGroup, verbose_name=_("Akteursgruppe"), on_delete=models.CASCADE, related_name="involvements"
    )
    goal = models.ForeignKey(
        Goal, verbose_name=_("Ziel"), null=True, blank=True, on_delete=models.CASCADE, related_name="actors"
    )
    body = models.ForeignKey(
        Body,
        verbose_name=_("Gremium"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="actors",
    )
    part = models.CharField(_("Beteiligung"), max_length=15, choices=Part, default=Part.WORKS)

    tenant_path = "group__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_paths = ("group__audience", "goal__audience", "body__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance", tenant_path="group__municipality")

    class Meta:
        verbose_name = _("Beteiligung")
        verbose_name_plural = _("Beteiligungen")
        ordering = ("group", "pk")
        constraints = (
            models.CheckConstraint(
                name="involvement_in_one",
                condition=Q(goal__isnull=True, body__isnull=False) | Q(goal__isnull=False, body__isnull=True),
            ),
            models.UniqueConstraint(
                fields=("group", "goal"), condition=Q(goal__isnull=False), name="involvement_goal_once"
            ),
            models.UniqueConstraint(
                fields=("group", "body"), condition=Q(body__isnull=False), name="involvement_body_once"
            ),
        )

    def __str__(self) -> str:
        return str(self.get_part_display())

    def clean(self) -> None:
        if bool(self.goal_id) == bool(self.body_id):
            raise ValidationError({"body": _("Eine Beteiligung gilt einem Ziel oder einem Gremium.")})
