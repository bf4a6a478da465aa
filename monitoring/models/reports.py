"""Bildungsberichte: what an edition is made of while it is written."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager, ScopedModel
from dkbm.hashing import row_digest
from dkbm.models.municipality import MunicipalModel
from monitoring.models.catalogue import Indicator
from projects.models.plan import WrittenOnce

LONGEST_COMMENT = 6000


class ReportPeers(models.TextChoices):
    """Whom the figures of a report stand beside, without names; values are keys of `monitoring.comparison`."""

    NONE = "", _("nur Land und Bund")
    KIND = "gleiche-art", _("Kreise gleicher Art im Land")
    SIZE = "aehnlich-gross", _("ähnlich große Kreise")
    FLYER = "flyer", _("Kommunen aus dem Flyer")
    NEAR = "nachbarn", _("Nachbarn")


class Report(MunicipalModel):
    """An edition of a Bildungsbericht while it is written: for the own people only.

    `meant_for`: who may read it once it is published. `publisher` is an institution or a function. `previous`:
    the published report whose structure and texts it took over. Once there is a `ReportEdition` of it, it is
    never changed again.
    """

    name = models.CharField(_("Titel"), max_length=200)
    edition = models.CharField(
        _("Ausgabe"), max_length=40, help_text=_("Zum Beispiel 2026 oder Schuljahr 2025/26.")
    )
    publisher = models.CharField(
        _("Herausgeber"), max_length=200, blank=True, help_text=_("Stelle oder Einrichtung, kein Name.")
    )
    introduction = models.TextField(
        _("Einleitung"),
        blank=True,
        max_length=LONGEST_COMMENT,
        help_text=_("Worum es geht und für wen. Absätze trennt eine Leerzeile."),
    )
    peers = models.CharField(
        _("Vergleichsgruppe"),
        max_length=20,
        choices=ReportPeers,
        default=ReportPeers.NONE,
        blank=True,
        help_text=_("Steht als Summe und als Spanne im Bild, ohne Namen und nie als Rangfolge."),
    )
    meant_for = models.PositiveSmallIntegerField(_("bestimmt für"), choices=Audience, default=Audience.PUBLIC)
    previous = models.ForeignKey(
        "self",
        verbose_name=_("vorige Ausgabe"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="followers",
        editable=False,
    )

    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring")

    class Meta:
        verbose_name = _("Bildungsbericht")
        verbose_name_plural = _("Bildungsberichte")
        ordering = ("municipality", "name", "-edition", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "name", "edition"),
                name="report_edition_once",
                violation_error_message=_("Diese Ausgabe gibt es schon."),
            ),
            models.CheckConstraint(
                name="report_audience_known", condition=Q(meant_for__in=[int(a) for a in Audience])
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("reports:draft", args=[self.pk])


class ReportChapter(ScopedModel):
    """An indicator in a report, with one's own text.

    `written`: what the figures said when the text was written, as `monitoring.report_content.standing_of`
    gives it; {} without a text. A text whose figures say something else by now is marked, never changed.
    """

    report = models.ForeignKey(
        Report, verbose_name=_("Bericht"), on_delete=models.CASCADE, related_name="chapters"
    )
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("Kennzahl"), on_delete=models.PROTECT, related_name="+"
    )
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=0)
    comment = models.TextField(_("Ihr Text"), blank=True, max_length=LONGEST_COMMENT)
    written: Any = models.JSONField(default=dict, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    tenant_path = "report__municipality"
    shared_from = None
    objects = ScopedManager()
    history = scoped_history(app="monitoring", tenant_path="report__municipality")

    class Meta:
        verbose_name = _("Kapitel eines Berichts")
        verbose_name_plural = _("Kapitel von Berichten")
        ordering = ("report", "indicator__theme", "order", "pk")
        constraints = (models.UniqueConstraint(fields=("report", "indicator"), name="report_chapter_once"),)

    def __str__(self) -> str:
        return str(self.indicator_id)


class ReportEdition(WrittenOnce, MunicipalModel):
    """A published report: what it said on the day, for ever.

    `content`: texts and released rows as `monitoring.report_content` makes them, `seal` their hash, which
    `verify` compares. `publication`: its row in the register of publications, from which N-M2 counts.
    """

    report = models.OneToOneField(
        Report, verbose_name=_("Bericht"), on_delete=models.PROTECT, related_name="published"
    )
    name = models.CharField(_("Titel"), max_length=200)
    edition = models.CharField(_("Ausgabe"), max_length=40)
    publisher = models.CharField(_("Herausgeber"), max_length=200)
    published_on = models.DateField(_("veröffentlicht am"), default=clock.today)
    content = models.JSONField()
    seal = models.CharField(max_length=64)
    audience = models.PositiveSmallIntegerField(_("sichtbar für"), choices=Audience)
    publication = models.ForeignKey(
        "governance.Publication", null=True, on_delete=models.SET_NULL, related_name="+"
    )

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Ausgabe eines Bildungsberichts")
        verbose_name_plural = _("Ausgaben von Bildungsberichten")
        ordering = ("municipality", "-published_on", "-pk")
        constraints = (
            models.CheckConstraint(
                name="edition_audience_known", condition=Q(audience__in=[int(a) for a in Audience])
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.edition}"

    def get_absolute_url(self) -> str:
        return reverse("reports:edition", args=[self.report_id])

    @property
    def is_unbroken(self) -> bool:
        """Whether the content is the one that was published."""
        return self.seal == seal_of(self.content)


class ReportFileKind(models.TextChoices):
    """Forms in which a report is taken along."""

    DOCX = "docx", _("Word (DOCX)")
    PDF = "pdf", _("PDF, barrierefrei")
    ZIP = "zip", _("Bilder und Daten (ZIP)")


class ReportFile(ScopedModel):
    """Finished bytes of a report, made by a job. Of an edition they are seen by its readers, else by the own people.

    `fingerprint`: of the content they were made of. They can be made anew at any time.
    """

    report = models.ForeignKey(
        Report, verbose_name=_("Bericht"), on_delete=models.CASCADE, related_name="files"
    )
    edition = models.ForeignKey(
        ReportEdition, null=True, blank=True, on_delete=models.CASCADE, related_name="files"
    )
    kind = models.CharField(_("Form"), max_length=4, choices=ReportFileKind)
    content = models.BinaryField()
    size = models.PositiveIntegerField(_("Größe in Byte"))
    sha256 = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    made_at = models.DateTimeField(_("erstellt am"))

    tenant_path = "report__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_path = "edition__audience"
    objects = ScopedManager()

    class Meta:
        verbose_name = _("Datei eines Berichts")
        verbose_name_plural = _("Dateien von Berichten")
        ordering = ("report", "kind")
        constraints = (models.UniqueConstraint(fields=("report", "kind"), name="report_file_once"),)

    def __str__(self) -> str:
        return f"{self.report_id}.{self.kind}"


def seal_of(content: dict[str, Any]) -> str:
    """The hash of what an edition says."""
    return row_digest(("report", "", content)).hex()
