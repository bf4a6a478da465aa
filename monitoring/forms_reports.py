"""Typed input of reports: what an edition is called and for whom, the text of a chapter."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm
from monitoring.models import Report, ReportChapter
from projects.forms import VersionedForm


class ReportForm(VersionedForm):
    """Title, edition, publisher, introduction, peers, readers."""

    submit_label = _("Speichern")

    class Meta:
        model = Report
        fields = ("name", "edition", "publisher", "introduction", "peers", "meant_for")
        widgets = {"introduction": forms.Textarea(attrs={"rows": 8})}
        help_texts = {
            "name": _("Zum Beispiel „Bildungsbericht der Stadt Emden“."),
            "meant_for": _(
                "Bis zur Veröffentlichung sehen nur Sie und Ihre Kolleginnen und Kollegen den Bericht."
            ),
        }


class ChapterForm(VersionedForm):
    """The text of a chapter; `seen` says which figures stood beside it."""

    submit_label = _("Text speichern")
    seen = forms.CharField(widget=forms.HiddenInput, max_length=64, required=False)

    class Meta:
        model = ReportChapter
        fields = ("comment",)
        widgets = {"comment": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "comment": _(
                "Was bedeutet die Zahl hier, woher kommt die Veränderung, was folgt daraus? Absätze trennt eine Leerzeile."
            )
        }


def mark_of(values: dict[str, str]) -> str:
    """A short mark of printed values: two are equal when nobody could see a difference."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class ReportVersionForm(forms.Form):
    """Only the version that was seen."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


class PublishForm(PortalForm):
    """The version that was seen, and that somebody looked at what was pointed out."""

    submit_label = _("Jetzt veröffentlichen")
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)
    is_checked = forms.BooleanField(label=_("Ich habe die Hinweise geprüft."), required=False)

    def __init__(self, *args: Any, has_warnings: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_warnings:
            del self.fields["is_checked"]


class NextForm(PortalForm):
    """What the next edition is called."""

    submit_label = _("Nächste Ausgabe beginnen")
    edition = forms.CharField(label=_("Ausgabe"), max_length=40, help_text=_("Zum Beispiel 2027."))


def codes_of(data: Any) -> list[str]:
    """Ticked indicators of the choice page, as typed."""
    return [text[:12] for text in data.getlist("kennzahl")][:500]
