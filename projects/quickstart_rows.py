"""The Schnellstart as data: six short tables, each row one record; the page and the workbook share them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dkbm.periods import KeyDate, from_key, parse_period
from governance.models import Body, Meeting, Resolution
from governance.models.vocabulary import BodyKind, MandateLevel, MeetingState, ResolutionState
from projects.forms import PeriodField
from projects.forms_resources import DayField, EuroField, GermanDecimalField, YearField
from projects.models import BudgetLine, Grant, Post, Programme, Project
from projects.models.post import MOST_FTE, Filled, InPlan, Term
from projects.models.project import TransferStatus
from projects.resources.days import moved

MOST_ROWS = 60
BODY_KINDS = (
    BodyKind.STEERING,
    BodyKind.ADVISORY,
    BodyKind.LENKUNG,
    BodyKind.COORDINATION,
    BodyKind.PLANNING,
    BodyKind.CONFERENCE,
)
FLOWS = (
    ("aufwand-eigen", _("Aufwand")),
    ("ertrag-programm", _("Ertrag aus Förderung")),
    ("ertrag-eigen", _("anderer Ertrag")),
    ("aufwand-programm", _("Aufwand aus Fördermitteln")),
)
UNLIMITED, UNTIL = "unbefristet", "befristet"
VALIDITY = (("", _("nicht angegeben")), (UNLIMITED, _("unbefristet")), (UNTIL, _("befristet")))
KEY = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")
_BETWEEN = re.compile(r"[;,\n]")


class ChoiceField(forms.ChoiceField):
    """A choice that also takes the German word, as it stands in a workbook."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value).strip()
        words = {str(label).casefold(): str(key) for key, label in self.choices}
        return words.get(text.casefold(), text)


class Row(forms.Form):
    """One row; `key` is "id-version" of the record it shows, '' for a new one."""

    key = forms.CharField(required=False, max_length=30, widget=forms.HiddenInput)

    def __init__(self, *args: Any, programmes: Sequence[tuple[str, str]] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "programme" in self.fields:
            self.fields["programme"].choices = [("", _("anderes Programm")), *programmes]
        for field in self.fields.values():
            is_choice = isinstance(field, forms.ChoiceField)
            field.widget.attrs["class"] = "form-select" if is_choice else "form-control"

    @property
    def is_blank(self) -> bool:
        """Whether nobody has typed anything: only choices stand, at whatever value."""
        if not self.is_bound:
            return not self.initial
        names = [name for name, field in self.fields.items() if not isinstance(field, forms.ChoiceField)]
        return not any(str(self.data.get(self.add_prefix(name), "")).strip() for name in names)

    def has_changed(self) -> bool:
        """A row nobody typed into is no row, whatever its choices say."""
        return not self.is_blank

    def clean_key(self) -> str:
        text = self.cleaned_data["key"].strip()
        if text and not KEY.fullmatch(text):
            raise forms.ValidationError(
                _("Die Kennung der Zeile ist beschädigt. Bitte lassen Sie sie, wie sie war.")
            )
        return text

    @property
    def columns(self) -> list[Any]:
        """The fields people see."""
        return [field for field in self if not field.is_hidden]


class PostRow(Row):
    """A post."""

    function = forms.CharField(label=_("Funktion"), max_length=200)
    fte = GermanDecimalField(label=_("VZÄ"), decimals=3, most=MOST_FTE)
    term = ChoiceField(label=_("Befristung"), choices=Term.choices, required=False)
    limited_until = DayField(label=_("befristet bis"), required=False, help_text="")
    own_share_pct = GermanDecimalField(
        label=_("Eigenanteil in %"), decimals=2, most=100, unit="%", required=False
    )
    in_plan = ChoiceField(label=_("im Stellenplan"), choices=InPlan.choices, required=False)
    filled = ChoiceField(label=_("Besetzung"), choices=Filled.choices, required=False)


class GrantRow(Row):
    """A grant and its end."""

    title = forms.CharField(label=_("Bezeichnung"), max_length=200)
    programme = ChoiceField(label=_("Programm"), required=False)
    number = forms.CharField(label=_("Nummer des Bescheids"), max_length=100, required=False)
    begins = DayField(label=_("bewilligt ab"), required=False, help_text="")
    ends = DayField(label=_("bewilligt bis"), required=False, help_text="")
    amount_cents = EuroField(label=_("Betrag insgesamt"), required=False, help_text="")


class BudgetRow(Row):
    """A budget line; `grant` is the name of a grant of the table above."""

    year = YearField(label=_("Haushaltsjahr"))
    title = forms.CharField(label=_("Bezeichnung"), max_length=200)
    flow = ChoiceField(label=_("Art"), choices=FLOWS)
    stage = ChoiceField(label=_("Ansatz oder Ergebnis"), choices=BudgetLine._meta.get_field("stage").choices)
    amount_cents = EuroField(label=_("Betrag"), help_text="")
    grant = forms.CharField(label=_("Förderung (Bezeichnung)"), max_length=200, required=False)


class ProjectRow(Row):
    """A project and what becomes of it."""

    title = forms.CharField(label=_("Titel"), max_length=200)
    ends = PeriodField(label=_("Ende"), required=False, help_text="")
    transfer_status = ChoiceField(label=_("Verbleib"), choices=TransferStatus.choices, required=False)


class MandateRow(Row):
    """The resolution the education management stands on."""

    name = forms.CharField(label=_("Gegenstand"), max_length=300)
    level = ChoiceField(
        label=_("Beschlossen durch"), choices=MandateLevel.choices, initial=MandateLevel.COUNCIL
    )
    valid_from = DayField(label=_("gilt ab"), required=False, help_text="")
    validity = ChoiceField(label=_("Geltung"), choices=VALIDITY, required=False)
    valid_until = DayField(label=_("gilt bis"), required=False, help_text="")

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("valid_until") and data.get("validity") != UNTIL:
            self.add_error("valid_until", _("Ein Ende gehört nur zu „befristet“."))
        return data


class BodyRow(Row):
    """A body, how often it should meet, and when it met in the last twelve months."""

    name = forms.CharField(label=_("Gremium"), max_length=200)
    kind = ChoiceField(label=_("Art"), choices=[(kind.value, kind.label) for kind in BODY_KINDS])
    target_meetings_per_year = forms.IntegerField(
        label=_("Sitzungen im Jahr (Soll)"), min_value=0, max_value=60, required=False
    )
    held = forms.CharField(label=_("stattgefunden, letzte 12 Monate"), max_length=400, required=False)

    def clean_held(self) -> str:
        try:
            return held_keys(self.cleaned_data["held"])
        except ValueError as fault:
            raise forms.ValidationError(str(fault)) from fault


def held_keys(text: str) -> str:
    """„03/2026, 12.06.2026“ as keys of days and months, sorted, with blanks between them.

    Raises ValueError with a German sentence for what is no day or month.
    """
    keys = []
    for part in filter(None, (part.strip() for part in _BETWEEN.split(text))):
        period = parse_period(part)
        if period.first_month is None or period.last_month is None:
            raise ValueError(_("Nennen Sie Tage oder Monate: 03/2026, 12.06.2026."))
        keys.append(period.key)
    return " ".join(sorted(keys))


def programme_choices() -> list[tuple[str, str]]:
    """The shared programmes by code."""
    return list(Programme.objects.values_list("code", "name"))


@dataclass(frozen=True)
class Section:
    """One table: `rows_of` gives (record, values of its row) for a municipality; `least` rows stand there, one blank at least."""

    slug: str
    title: Any
    why: Any
    form: type[Row]
    rows_of: Callable[[Any, date], list[tuple[Any, dict[str, Any]]]]
    least: int = 2


def key_of(row: Any) -> str:
    """Id and version of a record, "12-3": what a row shows and which version of it."""
    return f"{row.pk}-{row.version}"


def _plain(names: tuple[str, ...]) -> Callable[[Any], dict[str, Any]]:
    return lambda row: {name: getattr(row, name) for name in names}


POST_FIELDS = ("function", "fte", "term", "limited_until", "own_share_pct", "in_plan", "filled")
GRANT_FIELDS = ("title", "number", "begins", "ends", "amount_cents")
PROJECT_FIELDS = ("title", "ends", "transfer_status")


def posts(municipality: Any, today: date) -> list[tuple[Any, dict[str, Any]]]:
    """Posts that have not been abolished."""
    rows = Post.objects.filter(municipality=municipality, abolished="").order_by("pk")
    return [(row, _plain(POST_FIELDS)(row)) for row in rows]


def grants(municipality: Any, today: date) -> list[tuple[Any, dict[str, Any]]]:
    rows = Grant.objects.filter(municipality=municipality).select_related("programme").order_by("pk")
    return [
        (row, {**_plain(GRANT_FIELDS)(row), "programme": row.programme.code if row.programme else ""})
        for row in rows
    ]


def budget(municipality: Any, today: date) -> list[tuple[Any, dict[str, Any]]]:
    """Lines of this year and the years to come."""
    rows = BudgetLine.objects.filter(municipality=municipality, year__gte=today.year)
    return [
        (
            row,
            {
                **_plain(("year", "title", "stage", "amount_cents"))(row),
                "flow": f"{row.side}-{row.origin}",
                "grant": row.grant.title if row.grant else "",
            },
        )
        for row in rows.select_related("grant").order_by("year", "pk")
    ]


def projects(municipality: Any, today: date) -> list[tuple[Any, dict[str, Any]]]:
    rows = Project.objects.filter(municipality=municipality).order_by("pk")
    return [(row, _plain(PROJECT_FIELDS)(row)) for row in rows]


def mandates(municipality: Any, today: date) -> list[tuple[Any, dict[str, Any]]]:
    """Decided resolutions."""
    rows = Resolution.objects.filter(municipality=municipality, state=ResolutionState.DECIDED).order_by("pk")
    return [
        (
            row,
            {
                **_plain(("name", "valid_from", "valid_until"))(row),
                "level": str(row.level),
                "validity": UNLIMITED if row.unlimited else UNTIL if row.valid_until else "",
            },
        )
        for row in rows
    ]


def held_meetings(body_ids: list[int], today: date) -> dict[int, list[Meeting]]:
    """Meetings that took place in the last twelve months, by body."""
    found: dict[int, list[Meeting]] = {}
    rows = Meeting.objects.filter(
        body__in=body_ids, state=MeetingState.HELD, ends__gt=moved(today, -12), begins__lte=today
    )
    for meeting in rows.order_by("begins", "pk"):
        found.setdefault(meeting.body_id, []).append(meeting)
    return found


def moment_of(meeting: Meeting) -> str:
    """The key of the day or period of a meeting."""
    return meeting.day.isoformat() if meeting.day else meeting.period


def bodies(municipality: Any, today: date) -> list[tuple[Any, dict[str, Any]]]:
    """Bodies of education steering with their meetings of the last twelve months."""
    rows = list(Body.objects.filter(municipality=municipality, kind__in=BODY_KINDS, until="").order_by("pk"))
    meetings = held_meetings([row.pk for row in rows], today)
    return [
        (
            row,
            {
                **_plain(("name", "kind", "target_meetings_per_year"))(row),
                "held": held_words(Counter(moment_of(m) for m in meetings.get(row.pk, []))),
            },
        )
        for row in rows
    ]


def held_words(moments: Counter[str]) -> str:
    """„03/2026, 12.06.2026“: what people type and read."""
    periods = sorted((from_key(key) for key in moments.elements()), key=lambda period: period.sort_key)
    return ", ".join(p.printed_day if isinstance(p, KeyDate) else p.label for p in periods)


SECTIONS = (
    Section("stellen", _("Stellen"), _("Wer da ist, wie viel und wie lange."), PostRow, posts, 4),
    Section(
        "foerderungen",
        _("Förderungen"),
        _("Woher Geld auf Zeit kommt und wann es endet."),
        GrantRow,
        grants,
        1,
    ),
    Section("haushalt", _("Haushalt"), _("Aufwand und Ertrag dieses Jahres."), BudgetRow, budget, 2),
    Section("projekte", _("Projekte"), _("Was aus ihnen wird."), ProjectRow, projects, 4),
    Section("mandat", _("Mandat"), _("Worauf das Bildungsmanagement sich stützt."), MandateRow, mandates, 1),
    Section(
        "sitzungen",
        _("Sitzungen"),
        _("Soll und Ist der Steuerungsgruppe, zum Beispiel „03/2026, 12.06.2026“."),
        BodyRow,
        bodies,
        2,
    ),
)
