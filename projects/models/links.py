"""What a project serves, who decided on it and which functions work in it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from governance.models.base import ReachedThroughMany
from projects.models.fields import ProjectPart, refuse_foreign
from projects.models.project import Project


class ResolutionPart(models.TextChoices):
    """What a resolution is for a project: still needed, or taken."""

    PLANNED = "geplant", _("vorgesehener Beschluss")
    TAKEN = "gefasst", _("gefasster Beschluss")


class ProjectLinkedRow(ReachedThroughMany, ProjectPart):
    """A link from a project to a record of the floor below: seen by whoever sees both ends."""

    linked: str = ""

    class Meta:
        abstract = True

    def clean(self) -> None:
        if getattr(self, f"{self.linked}_id") is not None:
            refuse_foreign(self, self.project.municipality_id, (self.linked,))

    def __str__(self) -> str:
        return str(getattr(self, self.linked))


class ProjectGoal(ProjectLinkedRow):
    """A project serves a goal."""

    linked = "goal"
    audience_paths = ("project__audience", "goal__audience")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="goal_links")
    goal = models.ForeignKey(
        "governance.Goal", verbose_name=_("Ziel"), on_delete=models.CASCADE, related_name="+"
    )

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Ziel, dem das Projekt dient")
        verbose_name_plural = _("Ziele, denen das Projekt dient")
        ordering = ("project", "pk")
        constraints = (models.UniqueConstraint(fields=("project", "goal"), name="project_goal_once"),)


class ProjectResolution(ProjectLinkedRow):
    """A resolution about a project; the resolution itself says when and by whom."""

    linked = "resolution"
    audience_paths = ("project__audience", "resolution__audience")

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="resolution_links")
    resolution = models.ForeignKey(
        "governance.Resolution", verbose_name=_("Beschluss"), on_delete=models.CASCADE, related_name="+"
    )
    part = models.CharField(_("Rolle"), max_length=10, choices=ResolutionPart, default=ResolutionPart.TAKEN)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Beschluss zum Projekt")
        verbose_name_plural = _("Beschlüsse zum Projekt")
        ordering = ("project", "part", "pk")
        constraints = (
            models.UniqueConstraint(fields=("project", "resolution"), name="project_resolution_once"),
        )


class TeamFunction(ProjectPart):
    """A function in the team of a project; never a person's name."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="team")
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    text = models.CharField(_("Funktion"), max_length=200)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Funktion im Projektteam")
        verbose_name_plural = _("Projektteam")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text
