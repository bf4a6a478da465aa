"""Dated notes on points of the checklist that no record can show."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedModel
from projects.models.process import Process


class NotedPoint(models.TextChoices):
    """Points of the checklist (domain.md 4.5) that only a person can answer."""

    GROUPS = "fraktionen", _("Fraktionen informiert")
    HANDOVER = "uebergabe", _("Einarbeitung und Übergabe geregelt")
    LEFTOVERS = "restmittel", _("Restmittel und Verwendungsnachweis geklärt")
    MONITORING = "monitoring", _("Bildungsmonitoring wird fortgeschrieben")
    HANDBOOK = "handbuch", _("Dokumentation und Handbuch liegen vor")
    STORY = "erfolgsblatt", _("Erfolgsblatt erstellt")


class ChecklistNote(ScopedModel):
    """What a person in a function noted on a day; the latest note of a point counts, older ones stay.

    Seen by the own municipality only.
    """

    tenant_path = "process__project__municipality"
    shared_from = None

    process = models.ForeignKey(Process, on_delete=models.CASCADE, related_name="notes")
    point = models.CharField(_("Punkt"), max_length=20, choices=NotedPoint)
    is_fulfilled = models.BooleanField(_("Das ist erfüllt"), default=False)
    text = models.CharField(_("Notiz"), max_length=500)
    function = models.CharField(_("notiert von (Funktion)"), max_length=200)
    noted_on = models.DateField(_("notiert am"), default=clock.today)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects", "process__project__municipality")

    class Meta:
        verbose_name = _("Notiz zur Checkliste")
        verbose_name_plural = _("Notizen zur Checkliste")
        ordering = ("process", "point", "-noted_on", "-pk")

    def __str__(self) -> str:
        return f"{self.get_point_display()} {self.noted_on:%d.%m.%Y}"

    @property
    def words(self) -> Any:
        """„Gespräch am 3. Mai (Bildungsmanagement, 04.05.2026)“."""
        return f"{self.text} ({self.function}, {self.noted_on:%d.%m.%Y})"
