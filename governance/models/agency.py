"""What a transfer agency keeps about Kreise, with or without an account. No municipality ever sees it."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.history import agency_history
from dkbm.access.scope import AgencyOwned, ScopedManager
from dkbm.models import Agency, Region
from governance.models.base import moment_label, period_field
from governance.models.event import link_field

MODULES = tuple((number, _("Modul %(n)s") % {"n": number}) for number in range(1, 5))


class AccompanyState(TextChoices):
    """Whether the agency works with the Kreis yet."""

    ACCOMPANIED = "begleitet", _("begleitet")
    WISHED = "gewuenscht", _("gewünscht")
    ENDED = "beendet", _("Begleitung beendet")


class AgencyRecord(AgencyOwned):
    """What the agency keeps about one region. `last_contact_on` None = not noted."""

    agency = models.ForeignKey(Agency, verbose_name=_("Agentur"), on_delete=models.PROTECT, related_name="+")
    region = models.ForeignKey(Region, verbose_name=_("Kommune"), on_delete=models.PROTECT, related_name="+")
    state = models.CharField(
        _("Stand"), max_length=12, choices=AccompanyState, default=AccompanyState.ACCOMPANIED
    )
    last_contact_on = models.DateField(_("letzter Kontakt am"), null=True, blank=True)
    notes = models.TextField(
        _("eigene Notizen"),
        blank=True,
        max_length=8000,
        help_text=_("Sieht nur Ihre Agentur, nie die Kommune."),
    )
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = ScopedManager()
    history = agency_history(app="governance")

    class Meta:
        verbose_name = _("Unterlage der Agentur")
        verbose_name_plural = _("Unterlagen der Agentur")
        ordering = ("region__name", "pk")
        constraints = (
            models.UniqueConstraint(fields=("agency", "region"), name="agency_record_once_a_region"),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk or ''}".strip()

    @property
    def name(self) -> str:
        """What pages call it: the name of the region."""
        return self.region.full_name

    def clean(self) -> None:
        if self.last_contact_on and self.last_contact_on > clock.today():
            raise ValidationError({"last_contact_on": _("Dieser Tag liegt in der Zukunft.")})

    def get_absolute_url(self) -> str:
        return reverse("transfer:record", args=[self.pk])


class OfRecord(AgencyOwned):
    """A part of an agency's record."""

    record = models.ForeignKey(
        AgencyRecord, verbose_name=_("Unterlage"), on_delete=models.CASCADE, related_name="%(class)ss"
    )
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    tenant_path = "record__agency"

    class Meta:
        abstract = True


class AgencyModule(OfRecord):
    """A module (1 to 4, None = not known) of the accompaniment with its Zielvereinbarung, as far as known."""

    number = models.PositiveSmallIntegerField(
        _("Modul"), choices=MODULES, null=True, blank=True, help_text=_("Leer: nicht bekannt.")
    )
    topic = models.CharField(_("Thema"), max_length=200, blank=True)
    since = period_field(_("seit"), help_text=_("So genau wie bekannt: 2019, 04/2019 …"))
    agreed_in = period_field(_("Zielvereinbarung vom"))
    agreement_link = link_field()

    objects = ScopedManager()
    history = agency_history(app="governance", of_record=True)

    class Meta:
        verbose_name = _("Modul")
        verbose_name_plural = _("Module")
        ordering = ("record", "number", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("record", "number"),
                name="agency_module_once",
                violation_error_message=_("Dieses Modul ist hier schon eingetragen."),
            ),
            models.CheckConstraint(name="agency_module_known", condition=Q(number__range=(1, 4))),
        )

    def __str__(self) -> str:
        return str(self.get_number_display() or _("Modul nicht bekannt"))

    def clean(self) -> None:
        if not (self.number or self.topic or self.agreed_in):
            raise ValidationError({"number": _("Geben Sie Modul, Thema oder Zielvereinbarung an.")})

    @property
    def since_label(self) -> str:
        """„04/2019“, '' when not known."""
        return moment_label(self.since)

    @property
    def agreed_label(self) -> str:
        """„19.03.2015“, '' when not known."""
        return moment_label(self.agreed_in)


class AgencyAward(OfRecord):
    """An award the region got in the accompaniment."""

    name = models.CharField(_("Auszeichnung"), max_length=200)
    awarded_in = period_field(_("verliehen"))

    objects = ScopedManager()
    history = agency_history(app="governance", of_record=True)

    class Meta:
        verbose_name = _("Auszeichnung")
        verbose_name_plural = _("Auszeichnungen")
        ordering = ("record", "awarded_in", "pk")
        constraints = (
            models.UniqueConstraint(fields=("record", "name", "awarded_in"), name="agency_award_once"),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def awarded_label(self) -> str:
        """„03.11.2023“, '' when not known."""
        return moment_label(self.awarded_in)
