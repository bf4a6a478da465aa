"""Typed input of the registers: agreements and parties, events, publications, actor groups, benefits."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm
from dkbm.numbers import format_euro, parse_euro
from governance.forms.goals import OwnChoicesForm
from governance.forms.records import PageForm
from governance.models import ActorGroup, Agreement, AgreementParty, Event, Publication, UnitBenefit
from governance.models.actor import Part

MOST_CENTS = 10**13


class EuroField(forms.CharField):
    """An amount as people write it („1.200 €“); cleaned to whole cents, None when empty."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "required": False})

    def to_python(self, value: Any) -> int | None:
        text = super().to_python(value)
        if not text:
            return None
        try:
            cents = parse_euro(text)  # refuses what is longer than any amount
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        if abs(cents) > MOST_CENTS:
            raise forms.ValidationError(_("Dieser Betrag ist zu groß."))
        return cents

    def prepare_value(self, value: Any) -> Any:
        return format_euro(value) if isinstance(value, int) else value


class AgreementForm(OwnChoicesForm):
    """The facts of an agreement; its parties have a form of their own."""

    class Meta(PageForm.Meta):
        model = Agreement
        fields = (
            "name",
            "kind",
            "state",
            "since",
            "until",
            "text",
            "resolution",
            "link",
            "audience",
            "source",
        )


class PartyForm(OwnChoicesForm):
    """One party of an agreement."""

    class Meta(PageForm.Meta):
        model = AgreementParty
        fields = ("unit", "body", "external")


class EventForm(OwnChoicesForm):
    """An event or Bildungskonferenz."""

    class Meta(PageForm.Meta):
        model = Event
        fields = ("name", "kind", "held_in", "place", "host", "body", "text", "link", "audience", "source")


class PublicationForm(OwnChoicesForm):
    """A publication or report; whether its link works is said by hand, by a button."""

    class Meta(PageForm.Meta):
        model = Publication
        fields = ("name", "kind", "published_in", "publisher", "link", "event", "audience", "source")


class ActorGroupForm(OwnChoicesForm):
    """A group of actors; the list is open."""

    class Meta(PageForm.Meta):
        model = ActorGroup
        fields = ("name", "sector", "note", "position", "audience", "source")


class InvolvementForm(PortalForm):
    """How a group takes part, or that it does not."""

    part = forms.ChoiceField(
        label=_("Beteiligung"),
        required=False,
        choices=(("", _("nicht beteiligt")), *Part.choices),
        widget=forms.RadioSelect,
    )


class BenefitForm(OwnChoicesForm):
    """What a unit brings, with an amount where there is one."""

    class Meta(PageForm.Meta):
        model = UnitBenefit
        fields = ("unit", "kind", "text", "amount_cents", "audience", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].empty_label = "---------"
        self.fields["amount_cents"] = EuroField(
            label=_("Betrag im Jahr in Euro (freiwillig)"),
            help_text=_("Zum Beispiel 12.000 € gesparte Verwaltungskosten."),
            initial=self.instance.amount_cents,
        )
