"""Typed input of the agency: its records, modules, awards, and a workbook with all of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core import signing
from django.utils.translation import gettext_lazy as _

from dkbm.forms import PortalForm, portal_helper
from dkbm.models import Region
from dkbm.models.region import RegionKind
from governance import agency_sheet
from governance.forms.records import MAX_VERSION, day_input, period_formfield
from governance.models import AgencyAward, AgencyModule, AgencyRecord

SALT = "governance.agency"
PREVIEW_SECONDS = 3600


class AgencyForm(forms.ModelForm):
    """A form that knows which version it started from; `home` is the record of a part."""

    edited_version = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=1, max_value=MAX_VERSION, label=""
    )

    def __init__(self, *args: Any, home: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(_("Speichern"))
        self.fields["edited_version"].initial = self.instance.version
        for field in self.fields.values():
            if isinstance(field, forms.DateField):
                field.widget = day_input()

    class Meta:
        formfield_callback = period_formfield


class AgencyRecordForm(AgencyForm):
    """The facts of a record; the region is said once, when it is made."""

    class Meta(AgencyForm.Meta):
        model = AgencyRecord
        fields = ("state", "last_contact_on", "notes", "source")


class NewAgencyRecordForm(AgencyRecordForm):
    """A new record: any Kreis, whether it works with the portal or not."""

    class Meta(AgencyRecordForm.Meta):
        fields = ("region", "state", "last_contact_on", "notes", "source")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = AgencyRecord.objects.values("region")
        regions = Region.objects.filter(kind=RegionKind.KREIS, valid_until__isnull=True)
        self.fields["region"].queryset = regions.exclude(pk__in=taken).order_by("name", "ags")


class AgencyModuleForm(AgencyForm):
    """A module with its Zielvereinbarung."""

    class Meta(AgencyForm.Meta):
        model = AgencyModule
        fields = ("number", "topic", "since", "agreed_in", "agreement_link", "source")


class AgencyAwardForm(AgencyForm):
    """An award."""

    class Meta(AgencyForm.Meta):
        model = AgencyAward
        fields = ("name", "awarded_in", "source")


class WorkbookForm(PortalForm):
    """A workbook; `lines` and `complaints` are what stands in it."""

    submit_label = _("Ansehen, was sich ändert")
    file = forms.FileField(
        label=_("Datei (XLSX)"),
        help_text=_("Ein Blatt wie im Export. Nötig ist nur die Spalte AGS; leere Zellen ändern nichts."),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        try:
            self.lines, self.complaints = agency_sheet.read(file)
        except agency_sheet.NotReadable as error:
            raise forms.ValidationError(str(error)) from error
        return file


def sealed(lines: list[agency_sheet.Line], user_id: int) -> str:
    """The preview as text that the browser sends back unchanged."""
    content = {"lines": agency_sheet.as_plain(lines), "user": user_id}
    return signing.dumps(content, salt=SALT, compress=True)


def opened(text: str, user_id: int) -> list[agency_sheet.Line]:
    """The lines of a preview. Raises ValueError when it is not this person's or too old."""
    try:
        content = signing.loads(text, salt=SALT, max_age=PREVIEW_SECONDS)
    except signing.BadSignature as error:
        raise ValueError("no preview of ours") from error
    if content["user"] != user_id:
        raise ValueError("somebody else's preview")
    return agency_sheet.from_plain(content["lines"])
