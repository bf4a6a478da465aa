"""Typed input of a handover: the five questions."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from projects.forms import VersionedForm
from projects.models import Handover
from projects.models.handover import QUESTIONS


class HandoverForm(VersionedForm):
    """The five questions, all of them free to stay open."""

    submit_label = _("Antworten speichern")

    class Meta:
        model = Handover
        fields = QUESTIONS
        widgets = dict.fromkeys(QUESTIONS, forms.Textarea(attrs={"rows": 4}))
        help_texts = {
            "running": _("Nur was nicht schon als Auftrag oder Meilenstein im Portal steht."),
            "people": _("Funktionen und Einrichtungen, keine Personennamen."),
            "lessons": _("Was würden Sie wieder so machen, was nie mehr?"),
            "places": _("Ablagen, Verteiler, Zugänge. Niemals Kennwörter."),
            "promises": _("Was Schulen, Partner oder Gremien erwarten, ohne dass es beschlossen ist."),
        }
