"""Typed input of process learning: the one decision."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm
from monitoring.models import LearningChoice


class LearningForm(PortalForm):
    """Whether others may learn; the version (0: none yet) guards against two people deciding at once."""

    submit_label = _("Entscheidung speichern")
    choice = forms.ChoiceField(
        label=_("Dürfen andere aus Ihren Prozessen lernen?"),
        choices=LearningChoice.choices,
        widget=forms.RadioSelect,
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2_000_000_000)
