"""Reading across the rows of this floor; each module holds the questions of one kind of record."""

from governance.queries import (
    administration,
    assignments,
    goals,
    meetings,
    places,
    registers,
    resolutions,
    tasks,
)
from governance.queries.bodies import (
    attach,
    coming_meetings,
    coming_seats,
    contacts_of,
    contacts_to_confirm,
    external_share,
    former_names,
    mandates_to_confirm,
    meetings_of,
    seats_of,
    seats_to_fill,
)
from governance.queries.overview import municipalities_with_bodies, overview, unit_tree
from governance.queries.relations import sentences_about, steering_cycle

__all__ = [
    "administration",
    "assignments",
    "attach",
    "coming_meetings",
    "coming_seats",
    "contacts_of",
    "contacts_to_confirm",
    "external_share",
    "former_names",
    "goals",
    "mandates_to_confirm",
    "meetings",
    "meetings_of",
    "municipalities_with_bodies",
    "overview",
    "places",
    "registers",
    "resolutions",
    "seats_of",
    "seats_to_fill",
    "sentences_about",
    "steering_cycle",
    "tasks",
    "unit_tree",
]
