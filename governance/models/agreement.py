"""Agreements and their parties; benefits (Mehrwert) that units bring."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q, TextChoices
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from dkbm.numbers import format_euro
from governance.models.base import (
    Named,
    PartModel,
    ReachedThroughMany,
    audience_field,
    audience_is_known,
    ends_before,
    moment_label,
    period_field,
)
from governance.models.body import Body
from governance.models.event import link_field
from governance.models.resolution import Resolution
from governance.models.unit import Unit


class AgreementKind(TextChoices):
    """Between whom and about what."""

    INTERNAL = "intern", _("interne Kooperationsvereinbarung")
    SCHOOL = "schule", _("Zielvereinbarung mit einer Schule")
    AGENCY = "agentur", _("Zielvereinbarung mit der Transferagentur")
    REGION = "bildungsregion", _("Vereinbarung zur Bildungsregion")
    EXTERNAL = "extern", _("Kooperation mit Externen")
    OTHER = "andere", _("andere Vereinbarung")


class AgreementState(TextChoices):
    """How far it is; whether its time is over is told by `until`."""

    DRAFT = "entwurf", _("im Entwurf")
    NEGOTIATED = "abstimmung", _("in Abstimmung")
    SIGNED = "geschlossen", _("geschlossen")
    CANCELLED = "gekuendigt", _("gekündigt")


class Agreement(Named, MunicipalModel):
    """An agreement; who made it with whom stands in its parties."""

    kind = models.CharField(_("Art"), max_length=20, choices=AgreementKind)
    state = models.CharField(_("Stand"), max_length=15, choices=AgreementState, default=AgreementState.SIGNED)
    since = period_field(_("gilt seit"), help_text=_("So genau wie bekannt: 2021, 02–04/2021 …"))
    until = period_field(_("gilt bis"), help_text=_("Leer heißt: unbefristet oder nicht bekannt."))
    text = models.TextField(_("Was vereinbart ist"), blank=True, max_length=4000)
    resolution = models.ForeignKey(
        Resolution,
        verbose_name=_("beschlossen mit"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="agreements",
    )
    link = link_field()
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Vereinbarung")
        verbose_name_plural = _("Vereinbarungen")
        ordering = ("search_key", "pk")
        constraints = (
            models.UniqueConstraint(fields=("municipality", "name"), name="agreement_name_once"),
            audience_is_known("agreement_audience_known"),
        )

    def clean(self) -> None:
        if ends_before(self.until, self.since):
            raise ValidationError({"until": _("Das Ende liegt vor dem Beginn.")})

    def get_absolute_url(self) -> str:
        return reverse("registers:agreement", args=[self.pk])

    @property
    def since_label(self) -> str:
        """„02–04/2021“, '' when not known."""
        return moment_label(self.since)

    @property
    def until_label(self) -> str:
        return moment_label(self.until)


PARTY_ENDS = ("unit", "body")


class AgreementParty(ReachedThroughMany, PartModel):
    """One party: a unit, a body or somebody outside the administration, by name of the institution."""

    agreement = models.ForeignKey(
        Agreement, verbose_name=_("Vereinbarung"), on_delete=models.CASCADE, related_name="parties"
    )
    unit = models.ForeignKey(
        Unit, verbose_name=_("Stelle"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    body = models.ForeignKey(
        Body, verbose_name=_("Gremium"), null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    external = models.CharField(
        _("oder Externe"), max_length=200, blank=True, help_text=_("Einrichtung, kein Personenname.")
    )

    tenant_path = "agreement__municipality"
    shared_from = Sharing.KEY_FACTS
    audience_paths = ("agreement__audience", "unit__audience", "body__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance", tenant_path="agreement__municipality")

    class Meta:
        verbose_name = _("Beteiligte Seite")
        verbose_name_plural = _("Beteiligte Seiten")
        ordering = ("agreement", "pk")
        constraints = (
            models.CheckConstraint(
                name="party_is_exactly_one",
                condition=Q(unit__isnull=False, body__isnull=True, external="")
                | Q(unit__isnull=True, body__isnull=False, external="")
                | Q(unit__isnull=True, body__isnull=True) & ~Q(external=""),
            ),
            models.UniqueConstraint(
                fields=("agreement", "unit"), condition=Q(unit__isnull=False), name="party_unit_once"
            ),
            models.UniqueConstraint(
                fields=("agreement", "body"), condition=Q(body__isnull=False), name="party_body_once"
            ),
            models.UniqueConstraint(
                fields=("agreement", "external"), condition=~Q(external=""), name="party_external_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk or ''}".strip()

    def clean(self) -> None:
        if sum(map(bool, (self.unit_id, self.body_id, self.external))) != 1:
            raise ValidationError(
                {"external": _("Geben Sie genau eines an: Stelle, Gremium oder Einrichtung außerhalb.")}
            )


class BenefitKind(TextChoices):
    """What somebody gains."""

    SYNERGY = "synergie", _("Synergie")
    COST = "kosten", _("eingesparte Kosten")
    QUALITY = "qualitaet", _("bessere Qualität")
    OTHER = "anderes", _("anderer Mehrwert")


class UnitBenefit(MunicipalModel):
    """A benefit (Mehrwert) of a unit. `amount_cents` per year in euro cents, None = not put in figures."""

    unit = models.ForeignKey(
        Unit, verbose_name=_("Stelle"), on_delete=models.CASCADE, related_name="benefits"
    )
    kind = models.CharField(_("Art"), max_length=20, choices=BenefitKind, default=BenefitKind.OTHER)
    text = models.CharField(_("Mehrwert"), max_length=500)
    amount_cents = models.BigIntegerField(_("Betrag im Jahr"), null=True, blank=True)
    audience = audience_field(Audience.INTERNAL)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    is_example = models.BooleanField(_("Beispiel"), default=False)

    shared_from = Sharing.KEY_FACTS
    audience_path = "audience"
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Mehrwert")
        verbose_name_plural = _("Mehrwert")
        ordering = ("kind", "text", "pk")
        constraints = (
            models.UniqueConstraint(fields=("unit", "kind", "text"), name="unit_benefit_once"),
            audience_is_known("unit_benefit_audience_known"),
        )

    def __str__(self) -> str:
        return self.text

    @property
    def amount_text(self) -> str:
        """„1 200,00 € im Jahr“, '' when not put in figures."""
        if self.amount_cents is None:
            return ""
        return str(_("%(amount)s im Jahr") % {"amount": format_euro(self.amount_cents)})
