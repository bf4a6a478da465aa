"""Internal rows of decisions for the access matrix."""

from dkbm.access.audiences import Audience
from governance.tests.factories import (
    AgendaItemFactory,
    AssignmentFactory,
    BodyFactory,
    ConsultationFactory,
    MeetingFactory,
    ResolutionFactory,
)


def decision_ids(here):
    """An internal resolution with a step, an internal assignment, an internal meeting with an item."""
    inside = {"municipality": here, "audience": Audience.INTERNAL}
    resolution, assignment = ResolutionFactory(**inside), AssignmentFactory(**inside)
    meeting = MeetingFactory(body=BodyFactory(**inside))
    item = AgendaItemFactory(meeting=meeting)
    of_meeting = (
        "meeting",
        "meeting_file",
        "meeting_report",
        "meeting_minutes",
        "item_add",
        "meeting_invite",
    )
    names = {
        **dict.fromkeys(of_meeting, meeting),
        "item_edit": item,
        "item_drop": item,
        "resolution": resolution,
        "resolution_edit": resolution,
        "step_add": resolution,
        "step_edit": ConsultationFactory(resolution=resolution, position=1),
        "step_remove": ConsultationFactory(resolution=resolution, position=2),
        "assignment": assignment,
        "assignment_file": assignment,
        "assignment_edit": assignment,
        "assignment_answer": assignment,
    }
    return {f"governance:{name}": row.pk for name, row in names.items()}
