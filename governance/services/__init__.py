"""Deeds of this floor; each module holds those of one kind of record."""

from governance.services.dates import SAME, WORDS, compare_dates, take_over_dates
from governance.services.decisions import add_resolution
from governance.services.feeds import make_feed, reader_of_feed, revoke_feed
from governance.services.goals import ask_about_goal
from governance.services.masterdata import rehearse as rehearse_master_data
from governance.services.masterdata import take_over as take_over_master_data
from governance.services.meetings import Report, drop_item, invite_meeting, report_meeting
from governance.services.people import archive_person, merge_people, run_retention
from governance.services.records import (
    confirm_contact,
    erase_person,
    keep_record,
    remove_record,
    rename_unit,
)
from governance.services.registers import confirm_link, enter_report, involve
from governance.services.seats import (
    appoint_successor,
    change_electoral_term,
    confirm_mandate,
    political_seats,
)
from governance.services.start import apply_start_picture

__all__ = [
    "SAME",
    "WORDS",
    "Report",
    "add_resolution",
    "apply_start_picture",
    "appoint_successor",
    "archive_person",
    "ask_about_goal",
    "change_electoral_term",
    "compare_dates",
    "confirm_contact",
    "confirm_link",
    "confirm_mandate",
    "drop_item",
    "enter_report",
    "erase_person",
    "invite_meeting",
    "involve",
    "keep_record",
    "make_feed",
    "merge_people",
    "political_seats",
    "reader_of_feed",
    "rehearse_master_data",
    "remove_record",
    "rename_unit",
    "report_meeting",
    "revoke_feed",
    "run_retention",
    "take_over_dates",
    "take_over_master_data",
]
