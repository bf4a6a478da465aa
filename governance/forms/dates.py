"""Typed input: a file with dates of meetings, and the preview one agrees to."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, time
from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm
from governance.ics.dates import MeetingDate, Reading, Unreadable
from governance.ics.reader import read_dates
from governance.models import Body

SALT = "governance.dates"
PREVIEW_SECONDS = 3600


class DatesForm(PortalForm):
    """Which body meets, and the file; `reading` is what stands in it."""

    submit_label = _("Ansehen, was sich ändert")
    body = forms.ModelChoiceField(
        label=_("Gremium"),
        queryset=Body.objects.all(),
        help_text=_("Alle Termine der Datei gehören zu diesem Gremium."),
    )
    file = forms.FileField(
        label=_("Datei"),
        help_text=_(
            "Aus dem Ratsinformationssystem: eine Kalenderdatei (ICS) oder die Liste der Sitzungen eines Gremiums "
            "aus OParl (JSON). Oder eine Tabelle (CSV) mit den Spalten Datum, Beginn, Ende, Thema, Ort, Link; nur "
            "„Datum“ ist nötig."
        ),
    )

    def __init__(self, *args: Any, municipality: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.filter(municipality=municipality)
        self.reading = Reading()

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.reading = read_dates(file.read())
        except Unreadable as error:
            raise forms.ValidationError(str(error)) from error
        if not self.reading.dates and not self.reading.complaints:
            raise forms.ValidationError(_("In dieser Datei steht kein Termin."))
        return file


def sealed(body: Body, source: str, dates: list[MeetingDate], user_id: int) -> str:
    """The preview as text that the browser sends back unchanged."""
    rows = [
        {
            name: value.isoformat() if hasattr(value, "isoformat") else value
            for name, value in asdict(row).items()
        }
        for row in dates
    ]
    content = {"body": body.pk, "source": source, "dates": rows, "user": user_id}
    return signing.dumps(content, salt=SALT, compress=True)


def opened(text: str, user_id: int) -> tuple[int, str, list[MeetingDate]]:
    """Body id, source and dates of a preview. Raises ValueError when it is not this person's or too old."""
    try:
        content = signing.loads(text, salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise ValueError("no preview of ours") from error
    if content["user"] != user_id:
        raise ValueError("somebody else's preview")
    dates = [MeetingDate(**{**row, **_times(row)}) for row in content["dates"]]
    return content["body"], content["source"], dates


def _times(row: dict[str, Any]) -> dict[str, Any]:
    return {
        "day": date.fromisoformat(row["day"]),
        "begin": time.fromisoformat(row["begin"]) if row["begin"] else None,
        "end": time.fromisoformat(row["end"]) if row["end"] else None,
    }
