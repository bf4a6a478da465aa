"""What is computed from the rows and can be rebuilt from them: cubes, snapshots, results."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.scope import ScopedManager, ScopedModel
from monitoring.models.catalogue import IndicatorVersion, Source


class CubeBlob(ScopedModel):
    """All current rows of a table at a period for an owner, as `monitoring.calculation.cube` packs them.

    Written in the transaction that changes the rows; `manage.py verify` proves it equal to them. `sha256`
    is taken before compression, so it is the same on every database and with every library.
    """

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="cubes")
    owner = models.ForeignKey(
        "dkbm.Municipality", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField(_("Zeit"), max_length=30)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()
    changed_at = models.DateTimeField(_("Stand der Daten"))

    tenant_path = "owner"
    shared_from = None
    official_null = True
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Würfel")
        verbose_name_plural = _("Würfel")
        ordering = ("source", "period", "pk")
        constraints = (
            models.UniqueConstraint(
                name="official_cube_once", fields=("source", "period"), condition=Q(owner__isnull=True)
            ),
            models.UniqueConstraint(
                name="own_cube_once", fields=("source", "period", "owner"), condition=Q(owner__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.source_id} {self.period}"


class Snapshot(ScopedModel):
    """A finished recomputation. Pages show the current one only, never half of a new one.

    `fingerprint` is a hash of the inputs (values, definition, rule version): equal inputs, no new row.
    `parts` says what it was computed from and which result every period has: {"setting": sha256 of all but the
    numbers, "cubes": {period: {table: [sha256, sha256 of the series used]}}, "results": {period: sha256}}.
    """

    indicator_version = models.ForeignKey(
        IndicatorVersion, on_delete=models.PROTECT, related_name="snapshots"
    )
    owner = models.ForeignKey(
        "dkbm.Municipality", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    fingerprint = models.CharField(max_length=64)
    rule_version = models.CharField(max_length=20)
    parts = models.JSONField(default=dict)
    computed_at = models.DateTimeField(_("berechnet am"))
    inputs_until = models.DateTimeField(_("Stand der Daten"), null=True, blank=True)
    is_current = models.BooleanField(default=False)

    tenant_path = "owner"
    shared_from = None
    official_null = True
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Berechnung")
        verbose_name_plural = _("Berechnungen")
        ordering = ("-computed_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                name="official_snapshot_current_once",
                fields=("indicator_version",),
                condition=Q(is_current=True, owner__isnull=True),
            ),
            models.UniqueConstraint(
                name="own_snapshot_current_once",
                fields=("indicator_version", "owner"),
                condition=Q(is_current=True, owner__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_version_id} {self.computed_at:%Y-%m-%d}"

    @property
    def results(self) -> dict[str, str]:
        """sha256 of the result of every period."""
        found: dict[str, str] = self.parts.get("results", {})
        return found


class ResultBlob(ScopedModel):
    """Results of an indicator version at a period, all regions, as `monitoring.calculation.block` packs them.

    Named by its content: snapshots that hold the same result share the row. Raw: it reaches a page only
    through `monitoring.disclosure`.
    """

    indicator_version = models.ForeignKey(IndicatorVersion, on_delete=models.PROTECT, related_name="results")
    owner = models.ForeignKey(
        "dkbm.Municipality", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    period = models.CharField(_("Zeit"), max_length=30)
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    tenant_path = "owner"
    shared_from = None
    official_null = True
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Ergebnis")
        verbose_name_plural = _("Ergebnisse")
        ordering = ("indicator_version", "period", "pk")
        constraints = (
            models.UniqueConstraint(
                name="official_result_once",
                fields=("indicator_version", "period", "sha256"),
                condition=Q(owner__isnull=True),
            ),
            models.UniqueConstraint(
                name="own_result_once",
                fields=("indicator_version", "period", "sha256", "owner"),
                condition=Q(owner__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.indicator_version_id} {self.period}"
