"""Typed input of own statistics: a new sheet, more periods, switches, notes at a cell, an uploaded sheet."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.clock import BERLIN
from dkbm.forms import PortalForm
from dkbm.models import Municipality, Region
from dkbm.periods import SchoolYear, Year, parse_period
from monitoring.services.own import MOST_LINES, MOST_PERIODS, TOTAL, EntryRefused, Measure

LONGEST_NAME, LONGEST_UNIT, LONGEST_MEMBER = 120, 60, 100
PART_OF = re.compile(r"^teil von\s+", re.IGNORECASE)
RANGE = re.compile(
    r"^\s*(?P<first>.+?)\s+bis\s+(?P<last>.+?)\s*$|^\s*(?P<from>\d{4})\s*[-–]\s*(?P<to>\d{4})\s*$"
)


class PeriodsField(forms.CharField):
    """Periods one per line or „2019 bis 2024“; cleaned to keys in the order typed."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        kwargs.setdefault(
            "help_text",
            _("Zum Beispiel „2019 bis 2024“, „Schuljahr 2024/25“ oder „01.03.2024“, je Zeile eines."),
        )
        super().__init__(max_length=2000, **kwargs)

    def clean(self, value: Any) -> list[str]:
        keys: list[str] = []
        for line in filter(None, (part.strip() for part in re.split(r"[\n;]", super().clean(value)))):
            keys += _periods(line)
        if len(set(keys)) > MOST_PERIODS:
            raise forms.ValidationError(_("Ein Datenblatt hat höchstens %d Zeiträume.") % MOST_PERIODS)
        return list(dict.fromkeys(keys))


def _periods(text: str) -> list[str]:
    """Keys of a line: a single period, or all years or school years of a range."""
    try:
        match = RANGE.match(text)
        if match is None:
            return [_single(text)]
        first = parse_period(match["first"] or match["from"])
        last = parse_period(match["last"] or match["to"])
    except ValueError as fault:
        raise forms.ValidationError(str(fault)) from fault
    if isinstance(first, Year) and isinstance(last, Year) and 0 <= last.year - first.year < MOST_PERIODS:
        return [Year(year).key for year in range(first.year, last.year + 1)]
    if (
        isinstance(first, SchoolYear)
        and isinstance(last, SchoolYear)
        and 0 <= last.start - first.start < MOST_PERIODS
    ):
        return [SchoolYear(year).key for year in range(first.start, last.start + 1)]
    raise forms.ValidationError(_("„%s“: Ein Bereich braucht zwei Jahre oder zwei Schuljahre.") % text)


def _single(text: str) -> str:
    period = parse_period(text)
    if period.last_month is None or not period.key:
        raise forms.ValidationError(_("„%s“ ist kein begrenzter Zeitraum.") % text)
    return period.key


class DataSetForm(PortalForm):
    """A new sheet."""

    submit_label = _("Datenblatt anlegen")
    name = forms.CharField(
        label=_("Name"), max_length=LONGEST_NAME, help_text=_("Zum Beispiel „Kitas und Plätze“.")
    )
    measures = forms.CharField(
        label=_("Was wird gezählt?"),
        max_length=6000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Je Zeile ein Merkmal, nach dem Semikolon die Einheit: „Kinder in Kitas; Anzahl“. Gehört es zu einem"
            " anderen: „Kinder unter 3; Anzahl; Teil von Kinder in Kitas“."
        ),
    )
    breakdown = forms.CharField(
        label=_("Gliederung (freiwillig)"),
        required=False,
        max_length=LONGEST_MEMBER,
        help_text=_("Zum Beispiel „Trägerschaft“."),
    )
    members = forms.CharField(
        label=_("Teile der Gliederung"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Je Zeile einer, zum Beispiel „kommunal“. „insgesamt“ gibt es immer; es ist die Summe."),
    )
    periods = PeriodsField(label=_("Zeiträume"))
    regions = forms.ModelMultipleChoiceField(
        label=_("Gebiete"), queryset=Region.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own = municipality.region.ags
        field = self.fields["regions"]
        field.queryset = Region.objects.filter(ags__startswith=own, valid_until__isnull=True).order_by("ags")
        field.initial = [municipality.region_id]

    def clean_measures(self) -> list[Measure]:
        found = [_measure(line) for line in _lines(self.cleaned_data["measures"])]
        names = [measure.name for measure in found]
        if len(set(names)) < len(names):
            raise forms.ValidationError(_("Jedes Merkmal steht nur einmal da."))
        for number, measure in enumerate(found):
            if measure.part_of and measure.part_of not in names[:number]:
                raise forms.ValidationError(
                    _("„%s“: Das Ganze muss als eigenes Merkmal darüber stehen.") % measure.part_of
                )
        return found

    def clean_members(self) -> list[str]:
        found = [line for line in _lines(self.cleaned_data["members"]) if line.lower() != TOTAL]
        if any(len(member) > LONGEST_MEMBER for member in found):
            raise forms.ValidationError(_("Ein Teil hat höchstens %d Zeichen.") % LONGEST_MEMBER)
        return list(dict.fromkeys(found))

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if values.get("members") and not values.get("breakdown"):
            self.add_error("breakdown", _("Bitte nennen Sie, wonach gegliedert wird."))
        lines = len(values.get("measures", ())) * (len(values.get("members", ())) + 1)
        if lines > MOST_LINES:
            self.add_error(
                "measures",
                _("Das wären %(n)s Zeilen; möglich sind %(most)s.") % {"n": lines, "most": MOST_LINES},
            )
        return values


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _measure(line: str) -> Measure:
    """„Name; Einheit; Teil von …“."""
    name, unit, part_of, *rest = [*(part.strip() for part in line.split(";")), "", "", ""][:4]
    if not name or not unit or any(rest):
        raise forms.ValidationError(_("„%s“: Bitte schreiben Sie „Merkmal; Einheit“.") % line)
    if len(name) > LONGEST_NAME or len(unit) > LONGEST_UNIT:
        raise forms.ValidationError(_("„%s…“ ist zu lang.") % line[:40])
    if part_of and not PART_OF.match(part_of):
        raise forms.ValidationError(_("„%s“: An dritter Stelle steht „Teil von …“.") % line)
    return Measure(name, unit, PART_OF.sub("", part_of))


class PeriodsForm(PortalForm):
    """More periods for a sheet."""

    submit_label = _("Zeitraum ergänzen")
    periods = PeriodsField(label=_("Weitere Zeiträume"), widget=forms.TextInput)


class SettingsForm(PortalForm):
    """Name and the switch of a sheet."""

    submit_label = _("Einstellungen speichern")
    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME)
    four_eyes = forms.BooleanField(
        label=_("Vier-Augen-Prüfung"),
        required=False,
        help_text=_(
            "Werte gelten erst, wenn eine zweite Person sie geprüft hat. Ohne: Speichern ist Prüfen."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_000_000_000)


class SheetForm(PortalForm):
    """A changed workbook."""

    submit_label = _("Hochladen und vergleichen")
    file = forms.FileField(
        label=_("Ausgefülltes Datenblatt (XLSX)"),
        help_text=_("Leere Zellen ändern nichts. Übernommen wird erst nach Ihrer Bestätigung."),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx"}),
    )


class NotesForm(PortalForm):
    """What is said about one cell."""

    submit_label = _("Angaben speichern")
    reason = forms.CharField(label=_("Begründung der Abweichung"), required=False, max_length=300)
    comment = forms.CharField(
        label=_("Kommentar"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )
    evidence = forms.CharField(
        label=_("Fundstelle"),
        required=False,
        max_length=300,
        help_text=_("Woher der Wert stammt: Aktenzeichen oder Adresse (https://…)."),
    )
    follow_up = forms.CharField(
        label=_("Wiedervorlage"), required=False, max_length=300, help_text=_("Was ist noch zu klären?")
    )
    token = forms.CharField(widget=forms.HiddenInput, max_length=60)


class EvidenceForm(PortalForm):
    """A document beside a value."""

    submit_label = _("Beleg hinzufügen")
    file = forms.FileField(
        label=_("Datei"),
        allow_empty_file=True,
        help_text=_("Höchstens 5 MB, zum Beispiel eine Bescheinigung."),
    )
    note = forms.CharField(label=_("Was darin steht (freiwillig)"), required=False, max_length=200)


def typed_day(text: str) -> date | None:
    """A day from a date field or as people write it („31.12.2026“), None for nothing. Raises EntryRefused."""
    text = text.strip()
    if not text:
        return None
    for form in ("%Y-%m-%d", "%d.%m.%Y"):
        try:
            return datetime.strptime(text, form).replace(tzinfo=BERLIN).date()
        except ValueError:
            continue
    raise EntryRefused(_("„%s“ ist kein Datum. Schreiben Sie zum Beispiel 31.12.2026.") % text[:20])
