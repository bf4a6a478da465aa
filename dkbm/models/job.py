"""Job: a piece of work that was promised. The row is the truth; a broker only rings the bell."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.scope import ScopedManager, ScopedModel


class JobState(models.TextChoices):
    """Life of a job. `quarantined`: three tries failed, an operator must look."""

    QUEUED = "queued", _("wartet")
    RUNNING = "running", _("läuft")
    DONE = "done", _("fertig")
    QUARANTINED = "quarantined", _("zurückgestellt")


class Job(ScopedModel):
    """One promised piece of work.

    `key` names what it is about: of several queued jobs of one kind and key only one runs (coalescing).
    `token` changes with every claim; only its holder may finish (fencing). `lease_until` is pushed on by
    a heartbeat; when it has passed, any worker may claim the row again. `version` counts requests that
    were folded into this row, so a request during a run makes it run once more.
    """

    kind = models.CharField(_("Art"), max_length=60)
    key = models.CharField(max_length=120)
    payload = models.JSONField(default=dict)
    payload_version = models.PositiveSmallIntegerField(default=1)
    municipality = models.ForeignKey(
        "dkbm.Municipality", null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    started_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    state = models.CharField(_("Zustand"), max_length=12, choices=JobState, default=JobState.QUEUED)
    token = models.CharField(max_length=32, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    not_before = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("Versuche"), default=0)
    crashes = models.PositiveSmallIntegerField(_("Abbrüche"), default=0)
    requested = models.PositiveIntegerField(default=1)
    progress = models.PositiveIntegerField(default=0)
    progress_total = models.PositiveIntegerField(default=0)
    progress_text = models.CharField(max_length=200, blank=True)
    error = models.CharField(_("Fehler"), max_length=500, blank=True)
    created_at = models.DateTimeField(_("angelegt"))
    finished_at = models.DateTimeField(_("beendet"), null=True, blank=True)

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Auftrag an den Rechner")
        verbose_name_plural = _("Aufträge an den Rechner")
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                fields=("kind", "key"), condition=models.Q(state="queued"), name="job_queued_once"
            ),
        )
        indexes = (models.Index(fields=("state", "not_before", "lease_until")),)

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"

    @classmethod
    def visible_to(cls, scope):  # noqa: ANN001, ANN206 - as ScopedModel.visible_to
        """A job is seen by its municipality and by the one who started it."""
        mine = models.Q(started_by_id=scope.user_id) if scope.user_id else models.Q(pk__in=[])
        return super().visible_to(scope) | mine

    @property
    def percent(self) -> int | None:
        """Whole per cent done, None when the size is not known yet."""
        return 100 * self.progress // self.progress_total if self.progress_total else None

    @property
    def is_finished(self) -> bool:
        return self.state in (JobState.DONE, JobState.QUARANTINED)
