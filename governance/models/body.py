"""Bodies (Gremien): who advises, steers and decides."""

from __future__ import annotations

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
    audience_field,
    audience_is_known,
    ends_before,
    period_field,
    period_label,
)
from governance.models.unit import Unit
from governance.models.vocabulary import POLITICAL_KINDS, BodyKind, Composition, Level

MOST_MEETINGS_A_YEAR = 60
LONGEST_NOTICE_DAYS = 730


class Body(Named, MunicipalModel):
    """A body of a municipality. Its name is public unless the municipality decides otherwise.

    `notice_days`: how many days before a term ends the portal reminds. `mandate_open_since`: day since
    which the mandate is to be confirmed anew (a new electoral term began), None when it stands.
    """

    kind = models.CharField(_("Art"), max_length=20, choices=BodyKind)
    level = models.PositiveSmallIntegerField(_("Ebene"), choices=Level)
    composition = models.CharField(_("Zusammensetzung"), max_length=10, choices=Composition, blank=True)
    tasks = models.TextField(_("Aufgaben"), blank=True)
    legal_basis = models.CharField(
        _("Grundlage"), max_length=300, blank=True, help_text=_("Beschluss, Satzung oder Geschäftsordnung.")
    )
    target_meetings_per_year = models.PositiveSmallIntegerField(
        _("Sitzungen im Jahr (Soll)"), null=True, blank=True
    )
    notice_days = models.PositiveSmallIntegerField(
        _("Hinweis vor Ende einer Amtszeit (Tage)"),
        default=92,
        help_text=_("So viele Tage vorher erscheint ein Sitz unter „Sitze zu besetzen“."),
    )
    mandate_open_since = models.DateField(_("Mandat neu zu bestätigen seit"), null=True, blank=True)
    office = models.ForeignKey(
        Unit,
        verbose_name=_("Geschäftsführung"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="run_bodies",
    )
    since = period_field(_("besteht seit"), help_text=_("So genau wie bekannt: 2019, 10/2019 …"))
    until = period_field(_("aufgelöst"))
    audience = audience_field(Audience.PUBLIC)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Gremium")
        verbose_name_plural = _("Gremien")
        ordering = ("level", "search_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "name"), name="body_name_once"),
            models.CheckConstraint(
                name="body_target_meetings_in_range",
                condition=Q(target_meetings_per_year__isnull=True)
                | Q(target_meetings_per_year__range=(0, MOST_MEETINGS_A_YEAR)),
            ),
            models.CheckConstraint(
                name="body_notice_days_in_range", condition=Q(notice_days__range=(0, LONGEST_NOTICE_DAYS))
            ),
            models.CheckConstraint(name="body_level_known", condition=Q(level__in=[int(v) for v in Level])),
            audience_is_known("body_audience_known"),
        )

    def clean(self) -> None:
        if ends_before(self.until, self.since):
            raise ValidationError({"until": _("Die Auflösung liegt vor dem Beginn.")})

    def get_absolute_url(self) -> str:
        return reverse("governance:body", args=[self.pk])

    @property
    def is_political(self) -> bool:
        """Elected: Rat or Kreistag and its committees."""
        return self.kind in POLITICAL_KINDS

    @property
    def since_label(self) -> str:
        """„10/2019“, '' when not known."""
        return period_label(self.since)

    @property
    def until_label(self) -> str:
        return period_label(self.until)
