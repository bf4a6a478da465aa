"""Project: what a municipality does (projects, initiatives, measures), with aims, benefits and links."""

from __future__ import annotations

from contextlib import suppress

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, URLValidator
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.access.history import scoped_history
from dkbm.models.municipality import MunicipalModel
from dkbm.numbers import format_euro
from governance.models.agreement import BenefitKind
from governance.models.vocabulary import CoreComponent
from projects.models.fields import PeriodKeyField, ProjectPart, period_label, period_of, refuse_foreign
from projects.schedule import Step, bounds


class ProjectKind(models.TextChoices):
    """What kind of undertaking it is; a measure may be part of an initiative."""

    PROJECT = "projekt", _("Projekt")
    MEASURE = "massnahme", _("Maßnahme")
    INITIATIVE = "initiative", _("Initiative")
    INSTITUTION = "verstetigung", _("Verstetigungsvorhaben")
    STRUCTURE = "struktur", _("Aufbau einer Struktur")


class ProjectState(models.TextChoices):
    """Where the project stands; unknown is a value of its own, never guessed."""

    UNKNOWN = "", _("nicht angegeben")
    PLANNED = "geplant", _("geplant")
    RUNNING = "laufend", _("läuft")
    FINISHED = "abgeschlossen", _("abgeschlossen")
    STOPPED = "abgebrochen", _("abgebrochen")


class TransferStatus(models.TextChoices):
    """Transfer of the project into regular structures (N-R1)."""

    UNKNOWN = "", _("nicht angegeben")
    TRIAL = "erprobung", _("in Erprobung")
    INTENDED = "geplant", _("Überführung geplant")
    DONE = "ueberfuehrt", _("überführt")
    TEMPORARY = "befristet", _("befristet geplant")
    EXPIRED = "ausgelaufen", _("ausgelaufen")
    STOPPED = "abgebrochen", _("abgebrochen")


class CarriesAlone(models.TextChoices):
    """Whether the project would go on without the programme; unknown is a value of its own."""

    UNKNOWN = "", _("nicht angegeben")
    YES = "ja", _("ja")
    PARTLY = "teilweise", _("teilweise")
    NO = "nein", _("nein")


class Project(MunicipalModel):
    """A project, initiative or measure of a municipality. `begins`, `ends`: period keys, '' = not known."""

    audience_path = "audience"

    title = models.CharField(_("Titel"), max_length=200)
    kind = models.CharField(_("Art"), max_length=20, choices=ProjectKind, default=ProjectKind.PROJECT)
    summary = models.TextField(_("Worum es geht"), blank=True, max_length=4000)
    component = models.CharField(
        _("Kernkomponente des DKBM"), max_length=25, choices=CoreComponent, blank=True
    )
    programme = models.CharField(_("Förderprogramm"), max_length=200, blank=True)
    grant = models.ForeignKey(
        "projects.Grant",
        verbose_name=_("Förderung"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="projects",
    )
    part_of = models.ForeignKey(
        "self",
        verbose_name=_("Teil von"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="parts",
    )
    responsible_unit = models.ForeignKey(
        "governance.Unit",
        verbose_name=_("zuständige Stelle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    body = models.ForeignKey(
        "governance.Body",
        verbose_name=_("begleitendes Gremium"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    begins = PeriodKeyField(_("Beginn"))
    ends = PeriodKeyField(_("Ende"))
    state = models.CharField(
        _("Stand"), max_length=20, choices=ProjectState, default=ProjectState.UNKNOWN, blank=True
    )
    transfer_status = models.CharField(
        _("Überführung in Regelstrukturen"),
        max_length=20,
        choices=TransferStatus,
        default=TransferStatus.UNKNOWN,
        blank=True,
    )
    transferred_in = PeriodKeyField(_("überführt im"))
    target_unit = models.ForeignKey(
        "governance.Unit",
        verbose_name=_("Zielstelle"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    carries_alone = models.CharField(
        _("Trägt ohne das Programm?"),
        max_length=10,
        choices=CarriesAlone,
        default=CarriesAlone.UNKNOWN,
        blank=True,
    )
    risks = models.TextField(_("Risiken"), blank=True, max_length=2000)
    need_confirmed_in = PeriodKeyField(_("Bedarf bestätigt im"))
    need = models.CharField(_("Wodurch ist der Bedarf bestätigt?"), max_length=500, blank=True)
    evaluated_in = PeriodKeyField(_("ausgewertet im"))
    evaluation = models.TextField(_("Ergebnis der Auswertung"), blank=True, max_length=2000)
    review_months = models.PositiveSmallIntegerField(
        _("Wirkung prüfen alle … Monate"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )
    audience = models.PositiveSmallIntegerField(_("sichtbar für"), choices=Audience, default=Audience.PUBLIC)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects")

    class Meta:
        verbose_name = _("Projekt")
        verbose_name_plural = _("Projekte")
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "title"),
                name="project_title_once",
                violation_error_message=_("Ein Projekt mit diesem Titel gibt es hier schon."),
            ),
            models.CheckConstraint(
                name="project_transferred_in_needs_transfer",
                condition=models.Q(transferred_in="") | models.Q(transfer_status="ueberfuehrt"),
                violation_error_message=_("Wann überführt wurde, gehört nur zu einem überführten Projekt."),
            ),
            models.CheckConstraint(
                name="project_not_part_of_itself",
                condition=models.Q(part_of__isnull=True) | ~models.Q(part_of=models.F("id")),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        """Units, body, grant and the whole it is part of are of the same municipality."""
        refuse_foreign(
            self, self.municipality_id, ("part_of", "responsible_unit", "body", "target_unit", "grant")
        )

        with suppress(ValueError):  # the field itself complains about what is no period
            first, last = period_of(self.begins).first_month, period_of(self.ends).last_month
            if first is not None and last is not None and last < first:
                raise ValidationError({"ends": _("Das Ende liegt vor dem Beginn.")})

    def get_absolute_url(self) -> str:
        return reverse("projects:detail", args=[self.pk])

    @property
    def period_label(self) -> str:
        """„06/2016 bis 05/2019“, „seit 2018“, '' when neither begin nor end is known."""
        begins, ends = period_label(self.begins), period_label(self.ends)
        if begins and ends:
            return f"{begins} bis {ends}"
        return f"seit {begins}" if begins else f"bis {ends}" if ends else ""

    def as_step(self) -> Step:
        """What the pure room draws of it: from the first month of its begin to the last of its end."""
        first, _last = bounds(period_of(self.begins))
        _first, last = bounds(period_of(self.ends))
        return Step(
            title=self.title,
            label=self.period_label,
            first=first,
            last=last,
            key=self.pk or 0,
            done=self.state == ProjectState.FINISHED,
        )

    @property
    def transferred_label(self) -> str:
        """„09/2021“, '' when not transferred or not known."""
        return period_label(self.transferred_in)

    @property
    def need_label(self) -> str:
        return period_label(self.need_confirmed_in)

    @property
    def evaluated_label(self) -> str:
        return period_label(self.evaluated_in)


class ProjectAim(ProjectPart):
    """One aim of a project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="aims")
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    text = models.CharField(_("Ziel"), max_length=500)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Ziel des Projekts")
        verbose_name_plural = _("Ziele des Projekts")
        ordering = ("order", "pk")

    def __str__(self) -> str:
        return self.text


class Benefit(ProjectPart):
    """A benefit (Mehrwert) of a project. `amount_cents` per year in euro cents, None = not put in figures."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="benefits")
    kind = models.CharField(_("Art"), max_length=20, choices=BenefitKind, default=BenefitKind.OTHER)
    text = models.CharField(_("Mehrwert"), max_length=500)
    amount_cents = models.BigIntegerField(_("Betrag im Jahr in Cent"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Mehrwert")
        verbose_name_plural = _("Mehrwert")
        ordering = ("kind", "text", "pk")

    def __str__(self) -> str:
        return self.text

    @property
    def amount_text(self) -> str:
        """„1 200,00 € im Jahr“, '' when not put in figures."""
        return "" if self.amount_cents is None else f"{format_euro(self.amount_cents)} im Jahr"


class ProjectLink(ProjectPart):
    """A link. Until `assignment_confirmed`, nobody has checked that it belongs to this project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="links")
    url = models.URLField(_("Adresse"), max_length=500, validators=[URLValidator(schemes=["http", "https"])])
    title = models.CharField(_("Titel"), max_length=200)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    assignment_confirmed = models.BooleanField(_("Zuordnung bestätigt"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    history = scoped_history("projects", "project__municipality")

    class Meta:
        verbose_name = _("Link")
        verbose_name_plural = _("Links")
        ordering = ("title", "pk")
        constraints = (models.UniqueConstraint(fields=("project", "url"), name="project_link_once"),)

    def __str__(self) -> str:
        return self.title
