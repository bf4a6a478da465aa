"""Knowledge that must not hang on one person: offers with their functions, and the interfaces between units."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedModel
from dkbm.models.municipality import MunicipalModel
from projects.dependency import Offer
from projects.models.dated import DerivedDays, validate_has_ends
from projects.models.fields import PeriodKeyField, period_label, refuse_foreign
from projects.models.post import Post
from projects.models.project import Project
from projects.resources.days import first_day


class Tie(models.TextChoices):
    """How somebody is tied to an offer."""

    OWNER = "zustaendig", _("zuständig")
    DEPUTY = "vertretung", _("vertritt")
    PARTNER = "partner", _("Partner oder Initiative")


CARRYING = (Tie.OWNER, Tie.DEPUTY)


class KeyProcess(DerivedDays, MunicipalModel):
    """An offer on which education hangs here: the answers to the two guiding questions of the flyer.

    Seen by the own municipality only: it tells who is indispensable. `reviewed_in`: period key of the last
    look at the handbook; a month counts from its first day.
    """

    shared_from = None
    derived_days = (("reviewed_in", "reviewed_on", first_day),)

    title = models.CharField(_("Angebot"), max_length=200)
    project = models.ForeignKey(
        Project,
        verbose_name=_("Projekt"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="key_processes",
    )
    flow = models.TextField(_("Ablauf"), blank=True, max_length=2000)
    handbook = models.CharField(_("Handbuch"), max_length=300, blank=True)
    reviewed_in = PeriodKeyField(_("letzte Prüfung"), validators=[validate_has_ends])
    reviewed_on = models.DateField(null=True, editable=False)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects")

    class Meta:
        verbose_name = _("Angebot")
        verbose_name_plural = _("Angebote")
        ordering = ("title", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("municipality", "title"),
                name="key_process_title_once",
                violation_error_message=_("Ein Angebot mit diesem Namen gibt es hier schon."),
            ),
        )

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        super().clean()
        refuse_foreign(self, self.municipality_id, ("project",))

    def get_absolute_url(self) -> str:
        return f"{reverse('resources:knowledge')}#angebot-{self.pk}"

    @property
    def reviewed_label(self) -> str:
        """„03/2026“, '' when never."""
        return period_label(self.reviewed_in)

    def names(self, tie: str) -> list[str]:
        """Functions or partners tied to it in this way, in their order; of the loaded rows."""
        return [row.label for row in self.ties.all() if row.tie == tie]

    @property
    def functions(self) -> frozenset[str]:
        """Functions that can carry it: owners and deputies."""
        return frozenset(row.label for row in self.ties.all() if row.tie in CARRYING)

    def as_offer(self) -> Offer:
        """What the pure room counts of it."""
        return Offer(self.pk or 0, self.title, self.functions)


class ProcessTie(ScopedModel):
    """One function or partner of an offer. `post`: the post of that function here, when there is one."""

    tenant_path = "process__municipality"
    shared_from = None

    process = models.ForeignKey(KeyProcess, on_delete=models.CASCADE, related_name="ties")
    tie = models.CharField(_("Art"), max_length=12, choices=Tie)
    order = models.PositiveSmallIntegerField(_("Reihenfolge"), default=1)
    name = models.CharField(_("Funktion oder Einrichtung"), max_length=200)
    post = models.ForeignKey(
        Post,
        verbose_name=_("Stelle"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="process_ties",
    )

    history = scoped_history("projects", "process__municipality")

    class Meta:
        verbose_name = _("Bindung eines Angebots")
        verbose_name_plural = _("Bindungen der Angebote")
        ordering = ("process", "tie", "order", "pk")
        constraints = (models.UniqueConstraint(fields=("process", "tie", "name"), name="process_tie_once"),)

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        refuse_foreign(self, self.process.municipality_id, ("post",))

    @property
    def label(self) -> str:
        """The function as its post is called now; what was typed where there is no post."""
        return self.post.function if self.post else self.name


class InterfaceState(models.TextChoices):
    """How well two units work together at this place."""

    OPEN = "offen", _("ungeklärt")
    TALKED = "besprochen", _("besprochen")
    AGREED = "vereinbart", _("vereinbart")


class Interface(MunicipalModel):
    """A Schnittstelle: two units meet in an offer (F-13). Seen by the own municipality only."""

    shared_from = None

    process = models.ForeignKey(
        KeyProcess, verbose_name=_("bei welchem Angebot"), on_delete=models.CASCADE, related_name="interfaces"
    )
    unit = models.ForeignKey(
        "governance.Unit", verbose_name=_("erste Stelle"), on_delete=models.PROTECT, related_name="+"
    )
    other_unit = models.ForeignKey(
        "governance.Unit", verbose_name=_("zweite Stelle"), on_delete=models.PROTECT, related_name="+"
    )
    agreement = models.ForeignKey(
        "governance.Agreement",
        verbose_name=_("geregelt in (Vereinbarung)"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(_("Stand"), max_length=12, choices=InterfaceState, default=InterfaceState.OPEN)
    note = models.CharField(_("Was dort übergeben wird"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    history = scoped_history("projects")

    class Meta:
        verbose_name = _("Schnittstelle")
        verbose_name_plural = _("Schnittstellen")
        ordering = ("process", "pk")
        constraints = (
            models.CheckConstraint(
                name="interface_has_two_units", condition=~models.Q(unit=models.F("other_unit"))
            ),
            models.UniqueConstraint(
                fields=("process", "unit", "other_unit"),
                name="interface_once",
                violation_error_message=_("Diese Schnittstelle steht bei dem Angebot schon."),
            ),
        )

    def __str__(self) -> str:
        return f"{self.unit} / {self.other_unit}"

    def clean(self) -> None:
        super().clean()
        if self.unit_id is not None and self.unit_id == self.other_unit_id:
            raise ValidationError({"other_unit": _("Eine Schnittstelle liegt zwischen zwei Stellen.")})
        linked = [n for n in ("process", "unit", "other_unit", "agreement") if getattr(self, f"{n}_id")]
        refuse_foreign(self, self.municipality_id, tuple(linked))

    def get_absolute_url(self) -> str:
        return f"{reverse('resources:knowledge')}#schnittstellen"
