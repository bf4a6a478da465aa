"""Typed input of this floor."""

from governance.forms.decisions import (
    AnswerForm,
    AssignmentForm,
    NewResolutionForm,
    ResolutionForm,
    StepForm,
)
from governance.forms.filters import (
    PAST,
    AnsweredFilter,
    CalendarFilter,
    EverywhereFilter,
    OverviewFilter,
    RegisterFilter,
)
from governance.forms.meetings import (
    AgendaItemForm,
    DecisionRows,
    MinutesForm,
    ReportForm,
    TaskRows,
)
from governance.forms.people import ContactForm, ForgetForm, PersonForm
from governance.forms.records import (
    BodyForm,
    MeetingForm,
    PageForm,
    PeriodField,
    RelationForm,
    RenameForm,
    SeatForm,
    SuccessionForm,
    UnitForm,
    VersionedForm,
    period_formfield,
)

__all__ = [
    "PAST",
    "AgendaItemForm",
    "AnswerForm",
    "AnsweredFilter",
    "AssignmentForm",
    "BodyForm",
    "CalendarFilter",
    "ContactForm",
    "DecisionRows",
    "EverywhereFilter",
    "ForgetForm",
    "MeetingForm",
    "MinutesForm",
    "NewResolutionForm",
    "OverviewFilter",
    "PageForm",
    "PeriodField",
    "PersonForm",
    "RegisterFilter",
    "RelationForm",
    "RenameForm",
    "ReportForm",
    "ResolutionForm",
    "SeatForm",
    "StepForm",
    "SuccessionForm",
    "TaskRows",
    "UnitForm",
    "VersionedForm",
    "period_formfield",
]
