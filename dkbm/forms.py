"""Typed input of the ground floor: feedback, invitation, acceptance, sharing."""

import re
from datetime import date

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Sharing
from dkbm.access.roles import Role
from dkbm.models import Municipality, User
from dkbm.models.municipality import BUDGET_STEPS, LABELS

NO_LEAP_YEAR = 2001


class PortalForm(forms.Form):
    """One column, label above, one filled button that is a verb."""

    submit_label = _("Speichern")

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(self.submit_label)


def portal_helper(submit_label: object) -> FormHelper:
    """The crispy helper of all our forms."""
    helper = FormHelper()
    helper.form_tag = True
    helper.attrs = {"novalidate": "novalidate"}
    helper.add_input(Submit("speichern", submit_label, css_class="btn-primary"))
    return helper


class FeedbackForm(PortalForm):
    """Feedback on a page; an address only when an answer is wanted."""

    submit_label = _("Rückmeldung senden")
    text = forms.CharField(
        label=_("Was möchten Sie uns sagen?"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=4000,
        help_text=_("Zum Beispiel: was nicht erreichbar, unverständlich oder falsch ist."),
    )
    reply_to = forms.EmailField(
        label=_("E-Mail für eine Antwort (freiwillig)"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    page = forms.CharField(required=False, max_length=300, widget=forms.HiddenInput)


class InvitationForm(PortalForm):
    """Invite a person to a municipality in a role."""

    submit_label = _("Einladen")
    email = forms.EmailField(label=_("E-Mail-Adresse"))
    role = forms.ChoiceField(label=_("Rolle"), choices=Role.choices)


class AcceptanceForm(PortalForm):
    """Accept an invitation: a name and a password."""

    submit_label = _("Zugang anlegen")
    name = forms.CharField(
        label=_("Ihr Name"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    password = forms.CharField(
        label=_("Passwort"),
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Mindestens 12 Zeichen. Ein ganzer Satz ist leicht zu merken und schwer zu raten."),
    )

    def clean_password(self) -> str:
        password = self.cleaned_data["password"]
        try:
            validate_password(password, User(name=self.cleaned_data.get("name", "")))
        except ValidationError as error:
            raise forms.ValidationError(error.messages) from error
        return password


class SharingForm(PortalForm):
    """What the agency sees; the version guards against two people deciding at once."""

    submit_label = _("Entscheidung speichern")
    sharing = forms.TypedChoiceField(
        label=_("Das sieht die Transferagentur"),
        choices=Sharing.choices,
        coerce=int,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


class SettingsForm(PortalForm):
    """Own words and the budget calendar; the version guards against two people at once."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        for key, label in LABELS.items():
            self.fields[f"label_{key}"] = forms.CharField(label=label, max_length=60, required=False)
        for key, label in BUDGET_STEPS.items():
            self.fields[f"step_{key}"] = forms.CharField(
                label=label, max_length=6, required=False, help_text=_("Tag und Monat: 15.05.")
            )
        self.fields["version"] = forms.IntegerField(
            widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000
        )

    @classmethod
    def start_from(cls, municipality: Municipality) -> dict[str, object]:
        """What the form shows at first: stored words, days as people write them."""
        words = {f"label_{key}": municipality.labels.get(key, "") for key in LABELS}
        days = {f"step_{key}": _day(municipality.budget_calendar.get(key, "")) for key in BUDGET_STEPS}
        return {**words, **days, "version": municipality.version}

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or self.cleaned_data
        for key in BUDGET_STEPS:
            name = f"step_{key}"
            if cleaned.get(name) and _stored_day(cleaned[name]) is None:
                self.add_error(name, _("Bitte Tag und Monat angeben, zum Beispiel 15.05."))
        return cleaned

    def labels(self) -> dict[str, str]:
        """Own words by key, '' where the usual word stays."""
        return {key: self.cleaned_data[f"label_{key}"].strip() for key in LABELS}

    def budget_calendar(self) -> dict[str, str]:
        """Days as „MM-TT“ by key, '' where none is known."""
        return {key: _stored_day(self.cleaned_data[f"step_{key}"]) or "" for key in BUDGET_STEPS}


def _day(stored: str) -> str:
    """„05-15“ -> „15.05.“."""
    month, _dash, day = stored.partition("-")
    return f"{day}.{month}." if day else ""


def _stored_day(typed: str) -> str | None:
    """„15.5.“ -> „05-15“, None for what is no day of every year."""
    found = re.fullmatch(r"\s*([0-9]{1,2})\.\s?([0-9]{1,2})\.?\s*", typed, re.ASCII)
    if found is None:
        return None
    try:
        return date(NO_LEAP_YEAR, int(found[2]), int(found[1])).strftime("%m-%d")
    except ValueError:
        return None
