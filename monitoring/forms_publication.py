"""Typed input around publishing own statistics: what goes out, how a source is protected, who may hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.access.audiences import Audience
from dkbm.forms import PortalForm
from monitoring.models import ProtectionRule, RawHolding
from monitoring.queries_publication import OwnSource
from projects.forms import VersionedForm

OUTSIDE = (Audience.PUBLIC, Audience.AGENCY)


class PublicationForm(PortalForm):
    """Name, sources and audience of a publication."""

    submit_label = _("Prüfen und Vorschau zeigen")
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("Zum Beispiel „Bildungsbericht 2026, Kapitel Kitas“."),
    )
    sources = forms.TypedMultipleChoiceField(
        label=_("Was soll zusammen hinaus?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tabellen, die dieselben Menschen zählen, gehören in eine Veröffentlichung."),
    )
    meant_for = forms.TypedChoiceField(
        label=_("Für wen?"),
        coerce=int,
        choices=[(int(audience), audience.label) for audience in OUTSIDE],
        initial=int(Audience.PUBLIC),
    )

    def __init__(self, *args: Any, sources: Sequence[OwnSource], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(own.source.pk, f"{own.source.title} ({own.values} Werte)") for own in sources]
        self.fields["sources"].choices = choices
        if len(choices) == 1:
            self.fields["sources"].initial = [choices[0][0]]


class ProtectionRuleForm(VersionedForm):
    """How a source protects its small counts."""

    submit_label = _("Schutzregel speichern")
    threshold = forms.TypedChoiceField(
        label=_("Geschützt sind Anzahlen"),
        coerce=int,
        choices=[(3, _("unter 3")), (5, _("unter 5")), (10, _("unter 10"))],
    )

    class Meta:
        model = ProtectionRule
        fields = (
            "threshold",
            "zeros",
            "method",
            "unit_dimension",
            "dominance_units",
            "dominance_share",
        )
        help_texts = {
            "zeros": _("Schützen Sie die Null, wenn schon „niemand“ etwas über Einzelne verrät."),
            "method": _(
                "Geheim halten lässt kleine Zellen weg und so viele andere, wie der Schutz braucht. Runden "
                "zeigt überall Vielfache von 5."
            ),
            "unit_dimension": _(
                "Wenn eine Gliederung einzelne Einrichtungen nennt (Schulen, Träger): Werte, die fast ganz "
                "von wenigen stammen, werden geschützt."
            ),
        }

    def __init__(self, *args: Any, dimensions: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("keine Gliederung nach Einrichtungen")), *((name, name) for name in dimensions)]
        self.fields["unit_dimension"] = forms.ChoiceField(
            label=self.fields["unit_dimension"].label,
            help_text=self.fields["unit_dimension"].help_text,
            choices=choices,
            required=False,
        )
        self.fields["dominance_units"].min_value = 1

    def clean_dominance_share(self) -> int:
        share: int = self.cleaned_data["dominance_share"]
        if not 1 <= share <= 100:
            raise forms.ValidationError(_("Bitte nennen Sie einen Anteil von 1 bis 100 Prozent."))
        return share

    def clean_dominance_units(self) -> int:
        units: int = self.cleaned_data["dominance_units"]
        if units < 1:
            raise forms.ValidationError(_("Bitte nennen Sie mindestens eine Einrichtung."))
        return units


class HoldingForm(VersionedForm):
    """Who may hold protected small numbers."""

    submit_label = _("Bestätigen")

    class Meta:
        model = RawHolding
        fields = ("holders",)
