"""Typed input: by which indicator a goal is measured."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dkbm.forms import PortalForm
from dkbm.models import Municipality
from monitoring.services.recompute import latest_versions


class GoalIndicatorForm(PortalForm):
    """An indicator of the catalogue, or one in words."""

    submit_label = gettext_lazy("Kennzahl verknüpfen")
    code = forms.ChoiceField(label=gettext_lazy("Kennzahl aus dem Katalog"), required=False)
    name = forms.CharField(
        label=gettext_lazy("oder in Worten, wenn sie noch nicht im Katalog steht"),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = [v for v in latest_versions() if v.indicator.owner_id in (None, municipality.pk)]
        self.versions = {version.indicator.code: version for version in known}
        choices = [(code, version.name) for code, version in self.versions.items()]
        self.fields["code"].choices = [("", _("keine Angabe")), *sorted(choices, key=lambda pair: pair[1])]
