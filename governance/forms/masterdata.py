"""Typed input: master data from a workbook, address cards or the clipboard, and the preview one agrees to."""

from __future__ import annotations

import csv
import io
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from dkbm import registries
from dkbm.forms import PortalForm
from dkbm.models import Municipality
from governance.models import Unit
from governance.queries.cards import lines_of_cards
from governance.sheets import Line, recognised
from governance.vcards import read_cards

SALT = "governance.masterdata"
PREVIEW_SECONDS = 3600
MOST_BYTES = 2_000_000
MOST_SIGNS = 200_000
Lines = dict[str, list[Line]]


class MasterDataForm(PortalForm):
    """One way in; after `is_valid`, `lines` holds the lines by sheet and `left_out` what stays outside."""

    submit_label = _("Ansehen, was sich ändert")
    file = forms.FileField(
        label=_("Datei"),
        required=False,
        help_text=_("Excel-Datei in der Form des Downloads oben, oder Adresskarten (VCF)."),
    )
    pasted = forms.CharField(
        label=_("Oder aus einer Tabelle einfügen"),
        required=False,
        max_length=MOST_SIGNS,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_(
            "Zeilen samt Überschriften kopieren, zum Beispiel: Stelle, Art, Angabe, Zweck. Die Spalten trennt der Tabulator."
        ),
    )
    unit = forms.ModelChoiceField(
        label=_("Adresskarten ohne bekannte Stelle gehören zu"), queryset=Unit.objects.all(), required=False
    )
    take_names = forms.BooleanField(
        label=_("Namen aus Adresskarten als Personen anlegen"),
        required=False,
        help_text=_("Nur, wenn die Namen gebraucht werden. Sonst kommen die Kontakte ohne Namen zur Stelle."),
    )

    def __init__(self, *args: Any, municipality: Municipality, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.municipality = municipality
        self.fields["unit"].empty_label = _("keiner: dann bleiben sie draußen")
        self.fields["unit"].queryset = Unit.objects.filter(municipality=municipality)
        self.lines: Lines = {}
        self.left_out: list[str] = []

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip("\r\n")
        if bool(file) == bool(pasted) and not self.errors:
            raise forms.ValidationError(
                _("Bitte wählen Sie eine Datei oder fügen Sie Zeilen ein, eins von beiden.")
            )
        try:
            if file:
                self._read_file(file)
            elif pasted:
                rows = csv.reader(io.StringIO(pasted), delimiter="\t")
                self._take_sheets([list(enumerate(rows, start=1))])
        except (ValueError, csv.Error) as fault:
            self.add_error("file" if file else "pasted", str(fault))
        return cleaned

    def _read_file(self, file: Any) -> None:
        content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise ValueError(_("Die Datei ist zu groß (höchstens 2 Megabyte)."))
        if content.lstrip(b"\xef\xbb\xbf \r\n")[:11].upper() == b"BEGIN:VCARD":
            self.lines, self.left_out = lines_of_cards(
                read_cards(content),
                self.municipality,
                otherwise=self.cleaned_data.get("unit"),
                take_names=self.cleaned_data["take_names"],
            )
            return
        (reader,) = registries.sheet_readers
        self._take_sheets([rows for _name, rows in reader(content, file.name)])

    def _take_sheets(self, sheets: list[Any]) -> None:
        for found in map(recognised, sheets):
            if found is not None:
                self.lines.setdefault(found[0].slug, []).extend(found[1])
        if not self.lines:
            raise ValueError(
                _(
                    "Keine Zeile hat die erwarteten Überschriften. Für Kontakte: Stelle, Gremium oder Person, dazu Art und Angabe."
                )
            )


def sealed(lines: Lines, shown: str, municipality: Municipality, user_id: int) -> str:
    """The preview as text that the browser sends back unchanged."""
    rows = {slug: [(line.number, line.texts) for line in found] for slug, found in lines.items()}
    content = {"rows": rows, "shown": shown, "here": municipality.pk, "user": user_id}
    return signing.dumps(content, salt=SALT, compress=True)


def opened(text: str, municipality: Municipality, user_id: int) -> tuple[Lines, str]:
    """Lines and what was shown. Raises ValueError when the preview is not of here, not one's own or too old."""
    try:
        content = signing.loads(text, salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise ValueError("no preview of ours") from error
    if (content["here"], content["user"]) != (municipality.pk, user_id):
        raise ValueError("a preview of somebody or somewhere else")
    rows = {slug: [Line(number, texts) for number, texts in found] for slug, found in content["rows"].items()}
    return rows, content["shown"]
