"""Typed input of this floor: edit forms that know which version they started from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.forms import portal_helper
from dkbm.periods import parse_period
from governance import cascade, rules
from governance.models import Body, Meeting, Relation, Seat, Unit
from governance.models.base import check_period_key, moment_label
from governance.models.vocabulary import CoreComponent, SeatState

MAX_VERSION = 2_000_000_000
MAX_PERIOD_TEXT = 60


class PeriodField(forms.CharField):
    """A period as people write it („09/2021“, „2018“); cleaned to its key, '' when empty."""

    def __init__(self, **options: Any) -> None:
        options["max_length"] = MAX_PERIOD_TEXT
        options.setdefault("help_text", _("So genau wie bekannt: 2018, 09/2021, 06–09/2020, 30.01.2020."))
        super().__init__(**options)

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        if not text:
            return ""
        try:
            return parse_period(text).key
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error

    def prepare_value(self, value: Any) -> Any:
        try:
            return moment_label(value) if value else value
        except ValueError:
            return value

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return (initial or "") != self.to_python(data)
        except forms.ValidationError:
            return True


def period_formfield(db_field: Any, **options: Any) -> Any:
    """Form field of a column: `PeriodField` where periods are stored, Django's choice elsewhere."""
    if check_period_key in db_field.validators:
        named = {"label": db_field.verbose_name, "required": not db_field.blank}
        if db_field.help_text:
            named["help_text"] = db_field.help_text
        return PeriodField(**named)
    if db_field.name == "components":
        return forms.MultipleChoiceField(
            label=db_field.verbose_name,
            choices=CoreComponent.choices,
            required=False,
            help_text=db_field.help_text,
            widget=forms.CheckboxSelectMultiple,
        )
    return db_field.formfield(**options)


class VersionedForm(forms.ModelForm):
    """A form over a record that carries the version it started from, and refuses foreign links.

    `home` is the body or unit a new record will belong to (inlines and pages about one body).
    """

    edited_version = forms.IntegerField(
        required=False, widget=forms.HiddenInput, min_value=1, max_value=MAX_VERSION, label=""
    )
    home: Any = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.home = kwargs.pop("home", self.home)
        super().__init__(*args, **kwargs)
        self.fields["edited_version"].initial = self.instance.version

    def has_changed(self) -> bool:
        """The version alone is no change."""
        return any(name != "edited_version" for name in self.changed_data)

    def _post_clean(self) -> None:
        super()._post_clean()
        owner = None
        if self.home is not None:
            owner = getattr(self.home, "municipality_id", None)
        for name in rules.strangers(self.instance, owner):
            self.add_error(name if name in self.fields else None, _("Das gehört zu einer anderen Kommune."))
        if rules.misplaced_substitute(self.instance, self.home):
            self.add_error("substitute_of", _("Dieser Sitz gehört zu einem anderen Gremium."))
        for name, text in cascade.misfits(self.instance).items():
            if name not in self.errors:
                self.add_error(name if name in self.fields else None, text)


def _meeting_in_a_list(meeting: Meeting) -> str:
    return f"{meeting.when_label}, {meeting.body.name}"


def day_input() -> forms.DateInput:
    """A date field of the browser, that also takes what is typed as 31.12.2026."""
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PageForm(VersionedForm):
    """A form of the browser pages: one column, one button; choices of the record's own municipality."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = portal_helper(_("Speichern"))
        owner = rules.owner_id(self.instance) or getattr(self.home, "municipality_id", None)
        for name, field in self.fields.items():
            model = getattr(getattr(field, "queryset", None), "model", None)
            if hasattr(model, "tenant_path"):
                field.queryset = model.objects.filter(**{model.tenant_path: owner})
            if model is Meeting:
                field.queryset = field.queryset.select_related("body").order_by("-begins", "-pk")
                field.label_from_instance = _meeting_in_a_list
            if name == "substitute_of":
                field.queryset = Seat.objects.filter(body=self.home).exclude(pk=self.instance.pk)
            if isinstance(field, forms.DateField):
                field.widget = day_input()

    class Meta:
        formfield_callback = period_formfield


class BodyForm(PageForm):
    """The facts of a body."""

    class Meta(PageForm.Meta):
        model = Body
        fields = (
            "name",
            "kind",
            "level",
            "composition",
            "tasks",
            "legal_basis",
            "target_meetings_per_year",
            "notice_days",
            "office",
            "since",
            "until",
            "audience",
            "source",
        )


class UnitForm(PageForm):
    """The facts of a unit; its name changes by renaming."""

    class Meta(PageForm.Meta):
        model = Unit
        fields = (
            "kind",
            "parent",
            "bundled_since",
            "permanent",
            "since",
            "until",
            "components",
            "tasks",
            "audience",
            "source",
        )


class RenameForm(PageForm):
    """A new name for a unit; the old one is kept."""

    renamed_in = PeriodField(label=_("umbenannt"), required=False)

    class Meta(PageForm.Meta):
        model = Unit
        fields = ("name",)


class MeetingForm(PageForm):
    """A meeting of one body."""

    class Meta(PageForm.Meta):
        model = Meeting
        fields = (
            "day",
            "begin_time",
            "end_time",
            "period",
            "state",
            "subject",
            "place",
            "link",
            "note",
            "audience",
            "source",
        )
        widgets = {
            "begin_time": forms.TimeInput(format="%H:%M"),
            "end_time": forms.TimeInput(format="%H:%M"),
        }


class SeatForm(PageForm):
    """A seat of one body."""

    class Meta(PageForm.Meta):
        model = Seat
        fields = (
            "function",
            "requirement",
            "sector",
            "state",
            "person",
            "unit",
            "appointed_by",
            "voting",
            "since",
            "until",
            "substitute_of",
            "position",
        )


class RelationForm(PageForm):
    """What one body or unit is to another; where it starts is said by the page."""

    class Meta(PageForm.Meta):
        model = Relation
        fields = ("kind", "to_body", "to_unit", "label", "is_feedback", "position", "source")


class SuccessionForm(PageForm):
    """Who follows on a seat, and from which day."""

    since = forms.DateField(label=_("Nachfolge ab"))
    state = forms.ChoiceField(label=_("Stand"), choices=SeatState.choices, initial=SeatState.HELD)

    class Meta(PageForm.Meta):
        model = Seat
        fields = ("since", "state", "person", "until")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The form starts empty: it is about the next term, the record is the one that ends."""
        given = kwargs.pop("initial", {})
        kwargs["initial"] = {"person": None, "until": None, "state": SeatState.HELD, **given}
        super().__init__(*args, **kwargs)
        self.fields["until"].help_text = _("Leer lassen, wenn das Ende noch nicht feststeht.")

    def _post_clean(self) -> None:
        """What was typed is about the next term; the record that ends is checked by the service."""
