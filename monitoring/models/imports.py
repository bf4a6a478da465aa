"""An import from upload to commit and undo."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.models import Municipality
from monitoring.models.catalogue import Source


class ImportState(models.TextChoices):
    """Life of an import."""

    UPLOADED = "uploaded", _("wird gelesen")
    UNREADABLE = "unreadable", _("nicht lesbar")
    MAPPING = "mapping", _("wartet auf Zuordnung")
    STAGED = "staged", _("geprüft, noch nicht übernommen")
    COMMITTING = "committing", _("wird übernommen")
    COMMITTED = "committed", _("übernommen")
    UNDOING = "undoing", _("wird zurückgenommen")
    UNDONE = "undone", _("zurückgenommen")
    DISCARDED = "discarded", _("verworfen")
    ENTERED = "entered", _("in der Erfassung gespeichert")


class ImportRun(ScopedModel):
    """One uploaded file: what was read from it, what it would change, who committed it.

    State `entered`: no file but what a person typed into a sheet of own statistics on one day.

    `owner` None: the rows go to the official stock. `staged` holds the read cells, packed; `preview` what
    the commit would do, computed against the stock at `staged_at`.
    """

    municipality = models.ForeignKey(
        Municipality,
        verbose_name=_("hochgeladen in"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    owner = models.ForeignKey(
        Municipality,
        verbose_name=_("gehört"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    state = models.CharField(_("Zustand"), max_length=12, choices=ImportState, default=ImportState.UPLOADED)
    file_name = models.CharField(_("Datei"), max_length=200)
    sha256 = models.CharField(max_length=64)
    source = models.ForeignKey(Source, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    header = models.JSONField(default=dict, blank=True)
    preview = models.JSONField(default=dict, blank=True)
    staged = models.BinaryField(null=True, blank=True)
    message = models.CharField(_("Meldung"), max_length=500, blank=True)
    uploaded_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    uploaded_at = models.DateTimeField(_("hochgeladen am"))
    staged_at = models.DateTimeField(null=True, blank=True)
    committed_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    committed_at = models.DateTimeField(_("übernommen am"), null=True, blank=True)
    undone_by = models.ForeignKey(
        "dkbm.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    undone_at = models.DateTimeField(_("zurückgenommen am"), null=True, blank=True)
    job = models.ForeignKey("dkbm.Job", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Import")
        verbose_name_plural = _("Importe")
        ordering = ("-uploaded_at", "-pk")

    def __str__(self) -> str:
        return f"{self.file_name} ({self.get_state_display()})"

    @property
    def waits(self) -> bool:
        """A job works on it right now."""
        return self.state in (ImportState.UPLOADED, ImportState.COMMITTING, ImportState.UNDOING)


class Upload(ScopedModel):
    """The uploaded bytes, kept for provenance and for repeating the reading."""

    run = models.OneToOneField(ImportRun, on_delete=models.CASCADE, related_name="upload")
    content = models.BinaryField()

    tenant_path = "run__municipality"
    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Hochgeladene Datei")
        verbose_name_plural = _("Hochgeladene Dateien")

    def __str__(self) -> str:
        return f"upload of run {self.run_id}"


class Exclusion(ScopedModel):
    """A row that somebody left out of an import, with the reason."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="exclusions")
    row = models.PositiveIntegerField(_("Zeile der Datei"))
    reason = models.CharField(_("Grund"), max_length=300)
    by = models.ForeignKey("dkbm.User", null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField()

    tenant_path = "run__municipality"
    shared_from = None
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Ausgelassene Zeile")
        verbose_name_plural = _("Ausgelassene Zeilen")
        ordering = ("run", "row", "pk")
        constraints = (models.UniqueConstraint(fields=("run", "row"), name="exclusion_once"),)

    def __str__(self) -> str:
        return f"{self.row}: {self.reason}"
