"""Typed input of fact sheets: the owner's texts, and which records stand beside them."""

from __future__ import annotations

from typing import Any

from crispy_forms.layout import Fieldset, Layout
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dkbm.models import Agency, Municipality
from governance.models import Publication
from governance.models.vocabulary import ContactKind
from governance.queries.bodies import public_contacts
from monitoring.models import FactSheet, Indicator, SurveyResult
from projects.forms import VersionedForm
from projects.models import Process, Project

MOST_LINES, MOST_CHOSEN = 4, 3
GROUPS = (
    (_("Worum es geht"), ("topic", "claim")),
    (_("Drei Spalten"), ("goals", "data", "actors")),
    (_("Eine Stimme"), ("statement", "statement_by", "statement_source")),
    (
        _("Aus den Einträgen"),
        ("project", "indicators", "process", "cycle_of", "with_map", "surveys", "publications"),
    ),
    (_("Kontakt"), ("contact", "contact_email", "contact_phone")),
    (_("Wer das Blatt sieht"), ("audience", "source")),
)


class FactSheetForm(VersionedForm):
    """A fact sheet of a municipality or of an agency; offers only records that the person sees."""

    submit_label = _("Faktenblatt speichern")

    class Meta:
        model = FactSheet
        fields = [name for _label, names in GROUPS for name in names]
        widgets = {
            **{name: forms.Textarea(attrs={"rows": 4}) for name in ("goals", "data", "actors", "statement")},
            **dict.fromkeys(("indicators", "surveys", "publications"), forms.CheckboxSelectMultiple),
        }
        labels = {"statement": _("Was gesagt wird"), "contact": _("Funktion")}
        help_texts = {
            "indicators": _("Amtliche Zahlen, höchstens drei."),
            "surveys": _("Jedes Ergebnis steht für sich, nie zwei als Verlauf; höchstens drei."),
        }

    def __init__(self, *args: Any, municipality: Municipality | Agency, **kwargs: Any) -> None:
        if kwargs.get("instance") is None and isinstance(municipality, Municipality):
            kwargs["initial"] = {**_contact_of(municipality), **kwargs.get("initial", {})}
        super().__init__(*args, municipality=municipality, **kwargs)
        if isinstance(municipality, Agency):
            self.instance.agency = municipality
            del self.fields["indicators"]
        self._offer(municipality)
        groups = [(label, [n for n in names if n in self.fields]) for label, names in GROUPS]
        self.helper.layout = Layout(*(Fieldset(label, *names) for label, names in groups), *self._hidden())

    def _hidden(self) -> list[str]:
        return ["version"] if "version" in self.fields else []

    def _offer(self, owner: Municipality | Agency) -> None:
        is_agency = isinstance(owner, Agency)
        here = Q(municipality__agency=owner) if is_agency else Q(municipality=owner)
        through = Q(project__municipality__agency=owner) if is_agency else Q(project__municipality=owner)
        self._narrow("project", Project.objects.filter(here).order_by("title", "pk"))
        processes = Process.objects.filter(through).select_related("project").order_by("title", "pk")
        self._narrow("process", processes)
        own = (
            Municipality.objects.filter(agency=owner)
            if is_agency
            else Municipality.objects.filter(pk=owner.pk)
        )
        self._narrow("cycle_of", own.select_related("region").in_flyer_order())
        shared = SurveyResult.objects.filter(here | Q(municipality=None)).order_by("-year", "pk")
        self.fields["surveys"].queryset = shared
        self.fields["publications"].queryset = Publication.objects.filter(here).order_by("search_key", "pk")
        if "indicators" in self.fields:
            official = Indicator.objects.filter(owner=None, default_chart=True).order_by("code")
            self.fields["indicators"].queryset = official

    def _short(self, name: str) -> str:
        text = self.cleaned_data[name]
        if sum(bool(line.strip()) for line in text.splitlines()) > MOST_LINES:
            raise ValidationError(_("Höchstens vier Zeilen, damit das Blatt auf eine Seite passt."))
        return text

    def clean_goals(self) -> str:
        return self._short("goals")

    def clean_data(self) -> str:
        return self._short("data")

    def clean_actors(self) -> str:
        return self._short("actors")

    def _few(self, name: str) -> Any:
        if len(self.cleaned_data[name]) > MOST_CHOSEN:
            raise ValidationError(_("Wählen Sie höchstens drei."))
        return self.cleaned_data[name]

    def clean_surveys(self) -> Any:
        return self._few("surveys")

    def clean_indicators(self) -> Any:
        return self._few("indicators")


def _contact_of(here: Municipality) -> dict[str, str]:
    """The public address of an office, so that nobody types it again."""
    row = next((c for c in public_contacts(here) if c.kind == ContactKind.EMAIL and c.owner_seen), None)
    return {"contact": row.owner_seen.name, "contact_email": row.value} if row else {}
