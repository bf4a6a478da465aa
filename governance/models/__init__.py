"""Who decides: units, people, bodies, seats, meetings, resolutions, assignments, goals, agreements, actors."""

from governance.models.actor import ActorGroup, Involvement
from governance.models.agency import AgencyAward, AgencyModule, AgencyRecord
from governance.models.agenda import AgendaItem, Attendance
from governance.models.agreement import Agreement, AgreementParty, UnitBenefit
from governance.models.assignment import Assignment
from governance.models.body import Body
from governance.models.confirmation import Confirmation
from governance.models.contact import ContactPoint
from governance.models.event import Event, Publication
from governance.models.feed import CalendarFeed
from governance.models.goal import Goal, GoalResolution, Need
from governance.models.meeting import Meeting
from governance.models.person import Person
from governance.models.relation import Relation
from governance.models.resolution import Consultation, Resolution
from governance.models.retention import RetentionRun
from governance.models.seat import Seat
from governance.models.unit import Unit, UnitName

__all__ = [
    "ActorGroup",
    "AgencyAward",
    "AgencyModule",
    "AgencyRecord",
    "AgendaItem",
    "Agreement",
    "AgreementParty",
    "Assignment",
    "Attendance",
    "Body",
    "CalendarFeed",
    "Confirmation",
    "Consultation",
    "ContactPoint",
    "Event",
    "Goal",
    "GoalResolution",
    "Involvement",
    "Meeting",
    "Need",
    "Person",
    "Publication",
    "Relation",
    "Resolution",
    "RetentionRun",
    "Seat",
    "Unit",
    "UnitBenefit",
    "UnitName",
]
