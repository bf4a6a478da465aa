"""Organisational units: Bildungsbüro, Fachdienst, Netzwerkleitstelle … and what they were called before."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from governance.models.base import (
    Named,
    PartModel,
    audience_field,
    audience_is_known,
    ends_before,
    period_field,
    period_label,
)
from governance.models.vocabulary import CoreComponent, UnitKind


def check_components(value: Any) -> None:
    """Raise ValidationError unless the value is a list of core components, each once."""
    known = isinstance(value, list) and all(item in CoreComponent.values for item in value)
    if not known or len(set(value)) != len(value):
        raise ValidationError(_("Das ist keine Auswahl aus den sieben Kernkomponenten."))


class Unit(Named, MunicipalModel):
    """An organisational unit. Renaming keeps the row: one identity, former names in `UnitName`.

    `permanent`: None = not known, True = part of the regular structure.
    `bundled_since`: period since which it is part of `parent`.
    `components`: which of the seven core components it looks after, as keys of `CoreComponent`.
    """

    kind = models.CharField(_("Art"), max_length=20, choices=UnitKind)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("gehört zu"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    bundled_since = period_field(_("dort gebündelt seit"), help_text=_("Zum Beispiel 2018 oder 09/2021."))
    permanent = models.BooleanField(
        _("auf Dauer eingerichtet"),
        null=True,
        blank=True,
        help_text=_("„Unbekannt“, wenn es nirgends steht."),
    )
    since = period_field(_("besteht seit"))
    until = period_field(_("aufgelöst"))
    components = models.JSONField(
        _("Kernkomponenten"),
        default=list,
        blank=True,
        validators=[check_components],
        help_text=_("Welche der sieben Kernkomponenten des DKBM diese Stelle betreut."),
    )
    tasks = models.TextField(_("Aufgaben in Worten"), blank=True)
    audience = audience_field(Audience.PUBLIC)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Stelle")
        verbose_name_plural = _("Stellen")
        ordering = ("search_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "name"), name="unit_name_once"),
            models.CheckConstraint(name="unit_not_own_parent", condition=~Q(parent=models.F("id"))),
            models.CheckConstraint(
                name="unit_bundled_needs_parent", condition=Q(bundled_since="") | Q(parent__isnull=False)
            ),
            audience_is_known("unit_audience_known"),
        )

    def clean(self) -> None:
        self.components = self.components or []  # „none“ is one value, an empty list
        if ends_before(self.until, self.since):
            raise ValidationError({"until": _("Die Auflösung liegt vor dem Beginn.")})

    def get_absolute_url(self) -> str:
        return reverse("governance:unit", args=[self.pk])

    @property
    def component_labels(self) -> list[str]:
        """The core components in words, in the order of the vocabulary."""
        return [str(c.label) for c in CoreComponent if c.value in self.components]

    @property
    def bundled_since_label(self) -> str:
        """„2018“, '' when not known."""
        return period_label(self.bundled_since)

    @property
    def since_label(self) -> str:
        return period_label(self.since)

    @property
    def until_label(self) -> str:
        return period_label(self.until)


class UnitName(Named, PartModel):
    """A former name of a unit, from a period to a period as far as known."""

    unit = models.ForeignKey(Unit, verbose_name=_("Stelle"), on_delete=models.CASCADE, related_name="names")
    since = period_field(_("hieß so seit"))
    until = period_field(_("hieß so bis"))
    source = models.CharField(_("Quelle"), max_length=300, blank=True)

    tenant_path = "unit__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_path = "unit__audience"
    objects = ScopedManager()
    history = scoped_history(app="governance", tenant_path="unit__municipality")

    class Meta:
        verbose_name = _("früherer Name")
        verbose_name_plural = _("frühere Namen")
        ordering = ("unit", "-until", "pk")
        constraints = (models.UniqueConstraint(fields=("unit", "name"), name="unit_former_name_once"),)

    def clean(self) -> None:
        if ends_before(self.until, self.since):
            raise ValidationError({"until": _("Das Ende liegt vor dem Beginn.")})

    @property
    def span_label(self) -> str:
        """„bis 09/2021“, „2010 bis 09/2021“, '' when nothing is known."""
        parts: list[Any] = [period_label(self.since)]
        if self.until:
            parts.append(_("bis %(end)s") % {"end": period_label(self.until)})
        return " ".join(str(p) for p in parts if p)
