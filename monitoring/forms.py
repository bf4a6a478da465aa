"""Typed input of this floor: the upload, and leaving out a row."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm


class UploadForm(PortalForm):
    """One file of official statistics."""

    submit_label = _("Hochladen und prüfen")
    file = forms.FileField(
        label=_("Datei"),
        allow_empty_file=True,
        help_text=_(
            "CSV oder ZIP aus der Regionaldatenbank Deutschland, so wie sie heruntergeladen wurde;"
            " andere Tabellen als CSV, XLSX, XLS oder ODS mit einer Zuordnung der Spalten."
        ),
        error_messages={"required": _("Bitte wählen Sie eine Datei aus.")},
    )

    def clean_file(self) -> object:
        file = self.cleaned_data["file"]
        if file.size > settings.UPLOAD_LIMIT_BYTES:
            raise forms.ValidationError(
                _("Die Datei ist zu groß. Laden Sie die Tabelle in kleineren Teilen herunter.")
            )
        return file


class ExclusionForm(forms.Form):
    """Leave a complained row out, with the reason."""

    row = forms.IntegerField(min_value=1, max_value=100_000_000, widget=forms.HiddenInput)
    reason = forms.CharField(label=_("Grund"), max_length=300)
