"""Contact points: how a unit, a body or a person is reached, and for whom that is meant."""

from __future__ import annotations

import re
from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator, validate_email
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm import clock
from dkbm.access.audiences import Audience, Sharing
from dkbm.access.history import scoped_history
from dkbm.access.scope import ScopedManager
from dkbm.models.municipality import MunicipalModel
from dkbm.personal import PersonalFields
from governance.models.base import ReachedThroughMany, audience_field, audience_is_known
from governance.models.body import Body
from governance.models.person import Person
from governance.models.unit import Unit
from governance.models.vocabulary import ContactKind

CONFIRM_AFTER_DAYS = 365


def _exactly_one_owner() -> Q:
    owners = ("unit", "body", "person")
    rows = Q()
    for chosen in owners:
        rows |= Q(**{f"{owner}__isnull": owner != chosen for owner in owners})
    return rows


class ContactPoint(ReachedThroughMany, MunicipalModel):
    """One way to reach exactly one unit, body or person. Intern unless somebody decides otherwise.

    Others see it only when the contact and its owner are both meant for them and it has not expired.
    """

    unit = models.ForeignKey(
        Unit,
        verbose_name=_("Stelle"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    body = models.ForeignKey(
        Body,
        verbose_name=_("Gremium"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    person = models.ForeignKey(
        Person,
        verbose_name=_("Person"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
    )
    kind = models.CharField(_("Art"), max_length=10, choices=ContactKind)
    value = models.CharField(_("Angabe"), max_length=300)
    purpose = models.CharField(
        _("Zweck"),
        max_length=200,
        blank=True,
        help_text=_("Wofür dieser Kontakt da ist: „Fragen zum Bildungsbericht“."),
    )
    audience = audience_field(Audience.INTERNAL)
    is_private = models.BooleanField(_("private Angabe"), default=False)
    consent_note = models.CharField(
        _("Einwilligung"),
        max_length=300,
        blank=True,
        help_text=_("Wer wann wozu eingewilligt hat; widerruflich."),
    )
    consent_on = models.DateField(_("Einwilligung vom"), null=True, blank=True)
    source = models.CharField(_("Quelle"), max_length=300, blank=True)
    confirmed_on = models.DateField(_("bestätigt am"), null=True, blank=True)
    expires_on = models.DateField(
        _("gilt bis"), null=True, blank=True, help_text=_("Danach sieht ihn niemand außerhalb der Kommune.")
    )
    is_example = models.BooleanField(_("Beispiel"), default=False)

    personal = PersonalFields(
        fields=("value", "consent_note", "consent_on"),
        persons=_("Ansprechpersonen in Stellen und Gremien"),
        purpose=_("Erreichbarkeit für den Zweck, der beim Kontakt steht"),
        basis=_("Art. 6 Abs. 1 Buchst. e DSGVO; private Angaben nur nach Buchst. a"),
        recipients=_("je Kontakt: intern, Agentur oder öffentlich; Voreinstellung intern"),
        retention=_("bis „gilt bis“, sonst mit der Person"),
    )
    shared_from = Sharing.ALL
    audience_paths = ("audience", "unit__audience", "body__audience", "person__audience")
    objects = ScopedManager()
    history = scoped_history(app="governance")

    class Meta:
        verbose_name = _("Kontakt")
        verbose_name_plural = _("Kontakte")
        ordering = ("municipality", "kind", "pk")
        constraints = (
            models.CheckConstraint(name="contact_has_one_owner", condition=_exactly_one_owner()),
            models.CheckConstraint(
                name="contact_private_public_needs_consent",
                condition=Q(is_private=False) | Q(audience__lt=Audience.AGENCY) | ~Q(consent_note=""),
            ),
            audience_is_known("contact_audience_known"),
        )

    def __str__(self) -> str:
        # never the value: this text is kept in logs
        return f"{self.get_kind_display()} ({self.pk or _('neu')})"

    @classmethod
    def _for_others(cls) -> Q:
        return Q(expires_on__isnull=True) | Q(expires_on__gte=clock.today())

    @property
    def owner(self) -> Unit | Body | Person | None:
        """Whom it reaches. Only for readers who may see the owner: not narrowed by scope."""
        return self.unit or self.body or self.person

    @property
    def phone_link(self) -> str:
        """„05402/40798-14“ -> „tel:+4954024079814“; '' when it is no number of a network."""
        digits = re.sub(r"\D", "", self.value)
        if self.value.strip().startswith("+") or digits.startswith("00"):
            return f"tel:+{digits.removeprefix('00')}"
        return f"tel:+49{digits[1:]}" if digits.startswith("0") else ""

    @property
    def is_expired(self) -> bool:
        """Whether it is past „gilt bis“: then nobody outside sees it and the retention run deletes it."""
        return self.expires_on is not None and self.expires_on < clock.today()

    def is_due(self, today: date) -> bool:
        """Whether it should be confirmed again."""
        return self.confirmed_on is None or self.confirmed_on < today - timedelta(days=CONFIRM_AFTER_DAYS)

    def clean(self) -> None:
        owners = [o for o in (self.unit_id, self.body_id, self.person_id) if o]
        errors = {}
        if len(owners) > 1:
            errors["__all__"] = _(
                "Ein Kontakt gehört zu genau einer Stelle, einem Gremium oder einer Person."
            )
        if self.is_private and self.audience >= Audience.AGENCY and not self.consent_note:
            errors["consent_note"] = _("Private Angaben dürfen nur mit Einwilligung die Kommune verlassen.")
        errors |= self._value_errors()
        if errors:
            raise ValidationError(errors)

    def _value_errors(self) -> dict[str, object]:
        check = {ContactKind.EMAIL: validate_email, ContactKind.WEB: URLValidator(["http", "https"])}
        try:
            check.get(self.kind, str)(self.value)
        except ValidationError as error:
            return {"value": error.messages}
        return {}
