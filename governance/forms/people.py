"""Typed input about people: who they are, how they are reached, how they are forgotten."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm
from governance.forms.records import MAX_VERSION, PageForm
from governance.models import ContactPoint, Person


class PersonForm(PageForm):
    """The facts of a person (Art. 16 GDPR: this is where they are corrected)."""

    class Meta(PageForm.Meta):
        model = Person
        fields = ("name", "function", "left_on", "audience")


class ContactForm(PageForm):
    """One way to reach the unit, body or person the page is about."""

    class Meta(PageForm.Meta):
        model = ContactPoint
        fields = (
            "kind",
            "value",
            "purpose",
            "audience",
            "is_private",
            "consent_note",
            "consent_on",
            "source",
            "confirmed_on",
            "expires_on",
        )


class ForgetForm(PortalForm):
    """Erase a person or keep the name as the body's archive; nothing is preset that cannot be undone."""

    submit_label = _("Endgültig löschen")
    way = forms.ChoiceField(
        label=_("Was soll geschehen?"),
        choices=(
            (
                "loeschen",
                _("Alles löschen: Name, Kontakte, Änderungsverlauf; Sitze bleiben mit ihrer Funktion"),
            ),
            (
                "archiv",
                _("Nur Name und Funktion als Archiv des Gremiums behalten; Kontakte und Verlauf löschen"),
            ),
        ),
        initial="loeschen",
        widget=forms.RadioSelect,
    )
    sure = forms.BooleanField(label=_("Ja, das lässt sich nicht zurücknehmen."))
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MAX_VERSION)
