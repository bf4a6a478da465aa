"""Typed input of results of surveys."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from monitoring.forms_targets import GermanNumberField
from monitoring.models import SurveyResult
from projects.forms import VersionedForm


class SurveyResultForm(VersionedForm):
    """A result that somebody else found."""

    submit_label = _("Ergebnis speichern")

    class Meta:
        model = SurveyResult
        fields = (
            "question",
            "answer",
            "value",
            "base",
            "respondents",
            "year",
            "surveyed_by",
            "source",
            "audience",
        )
        field_classes = {"value": GermanNumberField}
        help_texts = {
            "question": _("So, wie sie gestellt wurde."),
            "source": _("Wo das Ergebnis steht, mit Datum."),
        }
