"""Typed input about knowledge: the two guiding questions in six fields, and interfaces."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from governance.models import Agreement, Unit
from projects.forms import PeriodField, VersionedForm
from projects.models import Interface, KeyProcess, Tie
from projects.services_knowledge import same_words

FIRST_QUESTION = _("Von welchen Zuständigkeiten, Funktionen und Abläufen hängt das Angebot ab?")
SECOND_QUESTION = _("Von welchen Funktionen, Partnern oder Initiativen wird es besonders gefördert?")
ASKED = {"owners": Tie.OWNER, "partners": Tie.PARTNER, "deputies": Tie.DEPUTY}
LONGEST = 200


def _names_field(label: Any, help_text: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": 2})
    return forms.CharField(label=label, required=False, max_length=2000, widget=widget, help_text=help_text)


class OfferForm(VersionedForm):
    """An offer: six questions, its name stands above them."""

    submit_label = _("Angebot speichern")
    owners = _names_field(
        _("Zuständigkeit"), _("Eine Funktion je Zeile, kein Personenname: „Bildungsmanagement“.")
    )
    partners = _names_field(
        _("Partner oder Initiative"), _("Je Zeile eine Einrichtung, kein Personenname: „Volkshochschule“.")
    )
    deputies = _names_field(
        _("Vertretung"), _("Wer es weiterführt, wenn die zuständige Stelle ausfällt. Eine Funktion je Zeile.")
    )

    class Meta:
        model = KeyProcess
        fields = ("title", "flow", "handbook", "reviewed_in")
        field_classes = {"reviewed_in": PeriodField}
        widgets = {"title": forms.HiddenInput, "flow": forms.Textarea(attrs={"rows": 3})}
        help_texts = {
            "flow": _("Die wichtigsten Schritte in Stichworten, so dass jemand Neues beginnen kann."),
            "handbook": _("Wo es aufgeschrieben ist: ein Link oder der Ablageort."),
            "reviewed_in": _("Wann zuletzt jemand nachgesehen hat, ob das Handbuch stimmt: 03/2026."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            ties = list(self.instance.ties.select_related("post"))
            for name, tie in ASKED.items():
                words = [row.label for row in ties if row.tie == tie]
                self.fields[name].initial = "\n".join(words)
        self.helper.layout = Layout(
            "title",
            Fieldset(FIRST_QUESTION, "owners", "flow"),
            Fieldset(SECOND_QUESTION, "partners"),
            Fieldset(_("Was bleibt, wenn jemand geht?"), "deputies", "handbook", "reviewed_in"),
            *(["version"] if "version" in self.fields else []),
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        for name in ASKED:
            data[name] = self._names(name)
        both = {same_words(n) for n in data["owners"]} & {same_words(n) for n in data["deputies"]}
        if both:
            self.add_error("deputies", _("Wer zuständig ist, kann sich nicht selbst vertreten."))
        return data

    def _names(self, name: str) -> list[str]:
        lines = [" ".join(line.split()) for line in self.cleaned_data.get(name, "").splitlines()]
        found = [line for line in lines if line]
        if any(len(line) > LONGEST for line in found):
            self.add_error(name, _("Eine Zeile darf höchstens 200 Zeichen lang sein."))
        return found


class OfferTitleForm(VersionedForm):
    """What an offer is called and which project it is."""

    submit_label = _("Namen speichern")

    class Meta:
        model = KeyProcess
        fields = ("title", "project")
        help_texts = {"project": _("Nur wenn das Angebot auch als Projekt im Portal steht.")}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.fields["project"].queryset.model.objects.filter(municipality=self.municipality)
        self._narrow("project", rows)


class InterfaceForm(VersionedForm):
    """Where two units meet in an offer."""

    submit_label = _("Schnittstelle speichern")

    class Meta:
        model = Interface
        fields = ("process", "unit", "other_unit", "note", "state", "agreement")
        help_texts = {
            "note": _("Zum Beispiel: „Schülerzahlen im Oktober“."),
            "agreement": _("Nur wenn eine Vereinbarung sie regelt, die schon im Portal steht."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = {"municipality": self.municipality}
        self._narrow("process", KeyProcess.objects.filter(**here))
        self._narrow("unit", Unit.objects.filter(**here))
        self._narrow("other_unit", Unit.objects.filter(**here))
        self._narrow("agreement", Agreement.objects.filter(**here))
