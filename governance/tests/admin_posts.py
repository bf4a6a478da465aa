"""What a browser sends to the admin pages of this floor."""

from django.urls import reverse

from dkbm.access.scope import system_scope
from governance.tests import factories as make

REGISTERED = ("body", "unit", "person", "contactpoint", "seat", "meeting")
INLINES = {
    "body": ("seats", "meetings", "relations_out", "contacts"),
    "unit": ("names", "relations_out", "contacts"),
    "person": ("contacts",),
}


def arranged(make_row, **values):
    with system_scope("test"):
        return make_row(**values)


def address(name, action="change", *args):
    return reverse(f"admin:governance_{name}_{action}", args=args)


def fresh(row):
    with system_scope("test"):
        return type(row).objects.get(pk=row.pk)


def no_inlines(name):
    """Management forms of empty inlines."""
    values = {}
    for prefix in INLINES.get(name, ()):
        values |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return values


def body_post(body, **changes):
    names = ("name", "kind", "level", "notice_days", "audience")
    values = {name: getattr(body, name) for name in names}
    return {**values, "edited_version": body.version, **no_inlines("body"), **changes}


def seat_post(seat, number=0, **changes):
    """One inline seat as a browser sends it."""
    values = {
        "id": seat.pk,
        "body": seat.body_id,
        "function": seat.function,
        "sector": seat.sector,
        "state": seat.state,
        "position": seat.position,
        "voting": "on",
        "edited_version": seat.version,
        **changes,
    }
    return {f"seats-{number}-{name}": value for name, value in values.items()}


def row_of(name, municipality):
    makers = {
        "body": lambda: make.BodyFactory(municipality=municipality),
        "unit": lambda: make.UnitFactory(municipality=municipality),
        "person": lambda: make.PersonFactory(municipality=municipality),
        "contactpoint": lambda: make.ContactFactory(unit__municipality=municipality),
        "seat": lambda: make.SeatFactory(body__municipality=municipality),
        "meeting": lambda: make.MeetingFactory(body__municipality=municipality),
    }
    return arranged(makers[name])
