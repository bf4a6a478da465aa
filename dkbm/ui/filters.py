"""The filter bar of all lists: the same names in every address, in the same order, and nothing ignored silently.

`NAMES` is the vocabulary of addresses. A list that needs a word adds it here; a word never means two things. What a
page does not understand of its address is said on the page, because a link that quietly shows another table than
its sender saw is worse than one that says so.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

NAMES = {
    "suche": _("Suche"),
    "kommune": _("Kommune"),
    "gebiet": _("Gebiet innerhalb einer Kommune"),
    "thema": _("Thema"),
    "kennzahlen": _("Kennzahlen"),
    "art": _("Art"),
    "status": _("Stand einer Sache"),
    "ebene": _("Ebene"),
    "komponente": _("Kernkomponente"),
    "verbleib": _("Überführung"),
    "bereich": _("Bereich der Verstetigung"),
    "daten": _("Daten vorhanden"),
    "jahr": _("Haushaltsjahr"),
    "zeit": _("Zeitraum"),
    "stichtag": _("Sitze und Mitglieder an einem Tag"),
    "stand": _("Stand der Kenntnis an einem Tag"),
    "vergleich": _("womit verglichen wird"),
    "links": _("linke Seite eines Vergleichs"),
    "rechts": _("rechte Seite eines Vergleichs"),
    "vorschlag": _("was eine Vorlage vorschlägt"),
    "karte": _("Zeichnung der Karte"),
    "ansicht": _("Ansicht"),
    "spalten": _("Teil der Spalten"),
    "seite": _("Seite einer Liste"),
    "augen": _("mit wessen Augen ein Entwurf gezeigt wird"),
    "als": _("Datei statt Seite"),
}
"""What a name in the address of a page means, in the order of the bar."""
FORMER = {"q": "suche", "a": "links", "b": "rechts"}
"""Names of former days; links that were passed on then still lead to the same rows."""
LONGEST_SEARCH = 100
LONGEST_SHOWN = 40
ALL = ("", _("alle"))
WHOLE = ("kommune", "ansicht")


class FilterForm(forms.Form):
    """The filters of one list, read from its address; what is no possible choice narrows nothing and is told."""

    use_required_attribute = False

    def __init__(self, asked: QueryDict, **kwargs: Any) -> None:
        super().__init__(asked, auto_id="filter-%s", **kwargs)
        self.order_fields(NAMES)
        for field in self.fields.values():
            field.required = False
            is_choice = isinstance(field.widget, forms.Select)
            field.widget.attrs.setdefault("class", "form-select" if is_choice else "form-control")

    @property
    def said(self) -> dict[str, Any]:
        """What was chosen, by name; without what is empty."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value not in ("", None, [])}

    @property
    def narrows(self) -> bool:
        """Whether anything is left out; another municipality or view alone leaves nothing out."""
        return any(name not in WHOLE for name in self.said)

    @property
    def refused(self) -> list[str]:
        """Names whose value is no possible choice."""
        return list(self.errors)


def search_field(label: Any = NAMES["suche"]) -> forms.CharField:
    """The field „suche“; a person's browser does not keep what was typed."""
    widget = forms.TextInput(attrs={"type": "search", "autocomplete": "off"})
    return forms.CharField(label=label, max_length=LONGEST_SEARCH, widget=widget)


def day_field(label: Any) -> forms.DateField:
    """A field for a day, as browsers send it and as people write it."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, input_formats=["%Y-%m-%d", "%d.%m.%Y"])


class SearchFilter(FilterForm):
    """A list that is only searched."""

    suche = search_field()


def renamed(request: HttpRequest, former: Mapping[str, str]) -> str:
    """The address with today's names, '' where it has them already. former: what the page called them besides."""
    names = {**FORMER, **former}
    if request.method not in ("GET", "HEAD") or not names.keys() & request.GET.keys():
        return ""
    query = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        query.setlist(names.get(name, name), values)
    return f"{request.path}?{query.urlencode()}"


def not_heeded(asked: QueryDict, known: Collection[str], form: Any = None) -> list[str]:
    """What of the address the page did not follow: names it does not know, values that are no choice."""
    refused = form.refused if isinstance(form, FilterForm) else []
    fields = form.fields if isinstance(form, FilterForm) else ()
    return [
        _shortened(name if name not in fields else f"{name}={asked.get(name, '')}")
        for name in asked
        if name in refused or (name not in known and name not in fields)
    ]


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"
