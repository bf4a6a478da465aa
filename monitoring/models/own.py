"""Own statistics: what a municipality enters by hand, how far each value is, and uploaded sheets.

Values themselves are `Observation` rows owned by the municipality. A cell holds a value of its own only
while that value is not taken over yet (a complaint is open, or a second person has not looked at it).
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models import Region
from dkbm.models.municipality import MunicipalModel
from dkbm.periods import MAX_KEY_LENGTH, from_key
from monitoring.models.catalogue import Series, Source


class DataSet(MunicipalModel):
    """Series, regions and periods that a municipality keeps itself, as one sheet.

    `four_eyes`: a value counts only after a second person has looked at it; else saving is checking.
    """

    name = models.CharField(_("Name"), max_length=120)
    source = models.OneToOneField(
        Source, verbose_name=_("Quelle"), on_delete=models.PROTECT, related_name="data_set"
    )
    regions = models.ManyToManyField(Region, verbose_name=_("Gebiete"), related_name="+")
    four_eyes = models.BooleanField(
        _("Vier-Augen-Prüfung"),
        default=False,
        help_text=_("Werte gelten erst, wenn eine zweite Person sie geprüft hat."),
    )

    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Datenblatt")
        verbose_name_plural = _("Datenblätter")
        ordering = ("name", "pk")
        constraints = (models.UniqueConstraint(fields=("municipality", "name"), name="data_set_name_once"),)

    def __str__(self) -> str:
        return self.name


class DataLine(ScopedModel):
    """A line of the sheet: a measure as a whole (`member` empty) or one member of its breakdown."""

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="lines")
    series = models.OneToOneField(Series, on_delete=models.PROTECT, related_name="data_line")
    order = models.PositiveSmallIntegerField()
    measure = models.CharField(_("Merkmal"), max_length=200)
    member = models.CharField(_("Gliederung"), max_length=100, blank=True)
    unit = models.CharField(_("Einheit"), max_length=60)
    part_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    tenant_path = "data_set__municipality"
    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Zeile eines Datenblatts")
        verbose_name_plural = _("Zeilen von Datenblättern")
        ordering = ("data_set", "order")
        constraints = (models.UniqueConstraint(fields=("data_set", "order"), name="data_line_order_once"),)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """„Kinder in Kitas, kommunal“ or „Kinder in Kitas, insgesamt“ where there are members."""
        return f"{self.measure}, {self.member}" if self.member else self.measure


class DataPeriod(ScopedModel):
    """A period of the sheet. `complete`: empty cells are meant so. `locked_at`: nothing changes any more.

    `open_until`: locked, but open for a correction until this moment; then the lock holds again by itself.
    """

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="periods")
    period = models.CharField(_("Zeit"), max_length=MAX_KEY_LENGTH)
    complete = models.BooleanField(_("vollständig"), default=False)
    locked_at = models.DateTimeField(_("gesperrt am"), null=True, blank=True)
    last_locked_at = models.DateTimeField(_("zuletzt gesperrt am"), null=True, blank=True)
    locked_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    reason = models.CharField(_("Grund der Entsperrung"), max_length=300, blank=True)
    open_until = models.DateTimeField(_("offen bis"), null=True, blank=True)

    tenant_path = "data_set__municipality"
    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring", tenant_path="data_set__municipality")

    class Meta:
        verbose_name = _("Zeitraum eines Datenblatts")
        verbose_name_plural = _("Zeiträume von Datenblättern")
        ordering = ("data_set", "period")
        constraints = (models.UniqueConstraint(fields=("data_set", "period"), name="data_period_once"),)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """„Schuljahr 2023/24“."""
        return from_key(self.period).label

    @property
    def is_locked(self) -> bool:
        """Whether nothing may be changed now."""
        return self.locked_at is not None and not self.is_excepted

    @property
    def is_excepted(self) -> bool:
        """Whether the lock makes an exception right now."""
        return self.locked_at is not None and self.open_until is not None and clock.now() < self.open_until

    @property
    def word(self) -> str:
        """The key as it stands in addresses."""
        return self.period.replace("/", "_")


class CellState(models.TextChoices):
    """How far the value of a cell is."""

    ENTERED = "entered", _("wartet auf Prüfung")
    CHECKED = "checked", _("geprüft")
    RETURNED = "returned", _("zurückgegeben")


class DataCell(ScopedModel):
    """What is said about one cell beside its value, and the value itself while it is not taken over.

    `pending`: None, or {"value": text or None, "status", "sign", "replaces": whether a value counts
    meanwhile}; status "" empties the cell. `version` grows with every change, so that two people at one cell
    notice each other.
    """

    line = models.ForeignKey(DataLine, on_delete=models.CASCADE, related_name="cells")
    region = models.ForeignKey(Region, on_delete=models.PROTECT, related_name="+")
    period = models.ForeignKey(DataPeriod, on_delete=models.CASCADE, related_name="cells")
    state = models.CharField(_("Zustand"), max_length=10, choices=CellState, default=CellState.ENTERED)
    pending = models.JSONField(null=True, blank=True)
    reason = models.CharField(_("Begründung der Abweichung"), max_length=300, blank=True)
    comment = models.CharField(_("Kommentar"), max_length=500, blank=True)
    evidence = models.CharField(_("Beleg"), max_length=300, blank=True)
    follow_up = models.CharField(_("Wiedervorlage"), max_length=300, blank=True)
    returned_because = models.CharField(_("Grund der Rückgabe"), max_length=300, blank=True)
    changed_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    changed_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    version = models.PositiveIntegerField(default=1, editable=False)

    tenant_path = "line__data_set__municipality"
    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring", tenant_path="line__data_set__municipality")

    class Meta:
        verbose_name = _("Zelle eines Datenblatts")
        verbose_name_plural = _("Zellen von Datenblättern")
        ordering = ("line", "region", "period")
        constraints = (
            models.UniqueConstraint(fields=("line", "region", "period"), name="data_cell_once"),
            models.CheckConstraint(
                name="data_cell_returned_with_reason",
                condition=~Q(state="returned") | ~Q(returned_because=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.line_id} {self.region_id} {self.period_id}"


class DataEvidence(ScopedModel):
    """A document that shows where a value comes from; a cell may have several."""

    cell = models.ForeignKey(DataCell, on_delete=models.CASCADE, related_name="documents")
    name = models.CharField(_("Datei"), max_length=200)
    note = models.CharField(_("Was darin steht"), max_length=200, blank=True)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    added_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(_("hinzugefügt am"))

    tenant_path = "cell__line__data_set__municipality"
    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Beleg")
        verbose_name_plural = _("Belege")
        ordering = ("cell", "pk")

    def __str__(self) -> str:
        return self.name


class SheetState(models.TextChoices):
    """Life of an uploaded sheet."""

    READING = "reading", _("wird gelesen")
    UNREADABLE = "unreadable", _("nicht lesbar")
    CHECKED = "checked", _("geprüft, noch nicht übernommen")
    TAKEN = "taken", _("übernommen")
    DISCARDED = "discarded", _("verworfen")


class DataSheet(ScopedModel):
    """A sheet that was downloaded, changed and uploaded again.

    `changes`: [{"line", "region", "period" (ids), "token", "text", "label", "old"}], `complaints`: sentences.
    """

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="sheets")
    state = models.CharField(_("Zustand"), max_length=10, choices=SheetState, default=SheetState.READING)
    file_name = models.CharField(_("Datei"), max_length=200)
    content = models.BinaryField()
    changes: Any = models.JSONField(default=list, blank=True)
    complaints: Any = models.JSONField(default=list, blank=True)
    message = models.CharField(_("Meldung"), max_length=500, blank=True)
    uploaded_by = models.ForeignKey("dkbm.User", null=True, on_delete=models.SET_NULL, related_name="+")
    uploaded_at = models.DateTimeField(_("hochgeladen am"))
    job = models.ForeignKey("dkbm.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    tenant_path = "data_set__municipality"
    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Hochgeladenes Datenblatt")
        verbose_name_plural = _("Hochgeladene Datenblätter")
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return self.file_name
