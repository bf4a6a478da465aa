"""Typed input: the last day of an electoral term, for which bodies, and what follows."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm
from dkbm.models import Municipality
from governance.forms.records import day_input
from governance.models import Body, Seat

VACANT = "vakant"
ACTING = "kommissarisch"


class ElectoralTermForm(PortalForm):
    """Which political seats end on which day."""

    submit_label = _("Betroffene Sitze ansehen")
    last_day = forms.DateField(
        label=_("Letzter Tag der Wahlperiode"),
        widget=day_input(),
        help_text=_("Zum Beispiel der 31.10.2026 in Niedersachsen."),
    )
    after = forms.ChoiceField(
        label=_("Die Sitze sind danach"),
        choices=(
            (ACTING, _("kommissarisch besetzt bis zur Nachfolge")),
            (VACANT, _("vakant ab dem nächsten Tag")),
        ),
        initial=ACTING,
        widget=forms.RadioSelect,
    )
    gremium = forms.ModelMultipleChoiceField(
        label=_("Gremien"),
        queryset=Body.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("In gewählten Gremien enden alle Sitze, in den anderen nur die der Politik."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["gremium"].queryset = Body.objects.filter(municipality=municipality, until="")
        self.helper.form_method = "get"
        self.helper.disable_csrf = True


def seen(seats: Iterable[Seat]) -> str:
    """What the preview showed, as a short text that changes with every seat and its version."""
    rows = sorted((seat.pk, seat.version) for seat in seats)
    return hashlib.sha256(repr(rows).encode()).hexdigest()[:20]
