"""Observation: one number or sign of a source, append-only."""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models import Region
from monitoring.models.catalogue import Series
from monitoring.models.imports import ImportRun

PAGES = 32  # of eight kilobytes each: some three thousand rows


class Status(models.TextChoices):
    """What stands where a number is or is not. The words are what a table prints instead of a number."""

    VALUE = "value", _("Wert")
    ZERO = "zero", _("genau null")
    ROUNDED_ZERO = "rounded_zero", _("weniger als die Hälfte der Einheit")
    SUPPRESSED = "suppressed", _("unbekannt oder geheim")
    NOT_YET = "not_yet", _("noch nicht veröffentlicht")
    NOT_MEANINGFUL = "not_meaningful", _("nicht sinnvoll")
    UNRELIABLE = "unreliable", _("nicht sicher genug")
    MISSING = "missing", _("keine Angabe")
    NOT_APPLICABLE = "not_applicable", _("trifft nicht zu")
    DASH = "dash", _("„-“: nichts oder nicht vorhanden")


class NeighboursIndex(BrinIndex):
    """Where rows that belong together were written together: a few bytes for many pages of PostgreSQL.

    Other databases get an ordinary index.
    """

    def create_sql(self, model: Any, schema_editor: Any, using: str = "", **kwargs: Any) -> Any:
        """The statement that makes it."""
        if schema_editor.connection.vendor == "postgresql":
            return super().create_sql(model, schema_editor, using, **kwargs)
        return models.Index.create_sql(self, model, schema_editor, using, **kwargs)


class Observation(ScopedModel):
    """What a source says about a region at a time. A correction is a new row; nothing is overwritten.

    `known_from`/`known_until`: when the portal held it true (None/None = prepared, not yet committed;
    `known_until` None = current). `owner` None is the official stock, else a municipality's own
    statistics. `period` is a canonical key of `dkbm.periods`. Provenance: run, row and column of the file.

    Millions of rows come at once: the database does not look every key up again, the writer holds what they
    name, and `manage.py verify` looks at all of them together. Only what is asked for has an index (ADR 90).
    """

    series = models.ForeignKey(
        Series, db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="observations"
    )
    region = models.ForeignKey(Region, db_constraint=False, on_delete=models.PROTECT, related_name="+")
    period = models.CharField(_("Zeit"), max_length=30)
    owner = models.ForeignKey(
        "dkbm.Municipality",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    value = models.DecimalField(_("Wert"), max_digits=24, decimal_places=6, null=True, blank=True)
    status = models.CharField(_("Zustand"), max_length=16, choices=Status)
    sign = models.CharField(_("Zeichen der Quelle"), max_length=8, blank=True)
    flags = models.CharField(_("Marken der Quelle"), max_length=8, blank=True)
    run = models.ForeignKey(
        ImportRun, db_constraint=False, db_index=False, on_delete=models.PROTECT, related_name="observations"
    )
    row = models.PositiveIntegerField(_("Zeile der Datei"))
    column = models.CharField(_("Spalte der Datei"), max_length=200, blank=True)
    replaces = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    restored_by = models.ForeignKey(
        ImportRun,
        null=True,
        blank=True,
        db_constraint=False,
        db_index=False,
        on_delete=models.PROTECT,
        related_name="+",
    )
    known_from = models.DateTimeField(null=True, blank=True)
    known_until = models.DateTimeField(null=True, blank=True)

    tenant_path = "owner"
    shared_from = None
    official_null = True
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Beobachtung")
        verbose_name_plural = _("Beobachtungen")
        ordering = ("series", "region", "period", "pk")
        indexes = (
            NeighboursIndex(
                name="observation_of_run", fields=("run",), pages_per_range=PAGES, autosummarize=True
            ),
            models.Index(
                name="observation_of_owner", fields=("owner", "series"), condition=Q(owner__isnull=False)
            ),
            models.Index(
                name="observation_restored", fields=("restored_by",), condition=Q(restored_by__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(
                name="value_or_reason",
                condition=Q(value__isnull=False, status__in=["value", "zero", "rounded_zero", "unreliable"])
                | Q(value__isnull=True) & ~Q(status__in=["value", "zero"]),
            ),
            models.UniqueConstraint(
                name="official_current_once",
                fields=("series", "region", "period"),
                condition=Q(known_from__isnull=False, known_until__isnull=True, owner__isnull=True),
            ),
            models.UniqueConstraint(
                name="own_current_once",
                fields=("series", "region", "period", "owner"),
                condition=Q(known_from__isnull=False, known_until__isnull=True, owner__isnull=False),
            ),
            models.CheckConstraint(
                name="known_until_needs_from",
                condition=Q(known_until__isnull=True)
                | Q(known_from__isnull=False, known_until__gte=F("known_from")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.series_id} {self.region_id} {self.period}"
