"""Process: a chain of steps inside a project, first of all the way into regular structures."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from projects.models.fields import ProjectPart
from projects.models.project import Project


class ProcessKind(models.TextChoices):
    """What the steps lead to."""

    INSTITUTION = "verstetigung", _("Verstetigung")
    BUILD_UP = "aufbau", _("Aufbau")
    OTHER = "anderer", _("anderer Ablauf")


class Path(models.TextChoices):
    """Five proven ways of institutionalising."""

    UNKNOWN = "", _("noch offen")
    EXISTING_UNIT = "a", _("in eine bestehende Organisationseinheit")
    NEW_OFFICE = "b", _("neue Stabsstelle oder neues Bildungsbüro durch Beschluss")
    OWN_UNIT = "c", _("eigener Fachdienst")
    BUNDLED = "d", _("dauerhafte Leitstelle, gebündelt in einer Geschäftsstelle")
    STAFF = "e", _("Entfristung von Programmpersonal")


class Process(ProjectPart):
    """A chain of steps of a project with its result in words."""

    project = models.ForeignKey(
        Project, verbose_name=_("Projekt"), on_delete=models.CASCADE, related_name="processes"
    )
    kind = models.CharField(_("Art"), max_length=20, choices=ProcessKind, default=ProcessKind.INSTITUTION)
    title = models.CharField(_("Titel"), max_length=200)
    path = models.CharField(
        _("Weg der Verstetigung"), max_length=1, choices=Path, default=Path.UNKNOWN, blank=True
    )
    result = models.TextField(_("Ergebnis"), blank=True, max_length=2000)
    is_finished = models.BooleanField(_("abgeschlossen"), default=False)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Prozess")
        verbose_name_plural = _("Prozesse")
        ordering = ("project", "title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("project", "title"),
                name="process_title_once",
                violation_error_message=_("Einen Prozess mit diesem Titel hat das Projekt schon."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("projects:process", args=[self.pk])
