"""Deeds of this floor: keeping and removing its records, renaming units, confirming contacts, erasing people.

Every deed is atomic, asks for the permission in the record's own municipality, re-reads the record
inside the scope and refuses versions that somebody overtook (`dkbm.services.Conflict`).
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock, registries
from dkbm.erasing import fold_log
from dkbm.models import User
from dkbm.services import locked, require
from governance.models import Body, ContactPoint, Person, Seat, Unit, UnitName
from governance.rules import (
    NEEDED,
    home_field,
    misplaced_substitute,
    owner_id,
    shares_its_time,
    strangers,
)
from governance.services.cascade import settle
from governance.services.settling import BEFORE_KEEPING


@transaction.atomic
def keep_record(
    *, model: type, values: dict[str, Any], by: User, pk: int | None = None, version: int | None = None
) -> Any:
    """Make (no `pk`) or change a record of this floor with these field values.

    Raises PermissionDenied, Model.DoesNotExist (foreign or missing), Conflict (overtaken) and
    ValidationError (by field). A record never moves to another municipality, body or unit.
    """
    if pk is None:
        row = _new(model, values, by)
        if isinstance(row, Seat):
            hold_body(row)
            row.take_place()
    else:
        if model is Seat:
            hold_body(Seat.objects.get(pk=pk))
        row = reread(model, pk, version, by)
        _refuse_move(row, values)
    for name, value in values.items():
        setattr(row, name, value)
    settle(row)
    BEFORE_KEEPING.get(model, _nothing_to_settle)(row)
    check(row)
    row._history_user = by
    row.save()
    return row


def hold_body(seat: Seat) -> None:
    """Lock the body while a seat of it is written, before the seat: terms are checked one after the other."""
    # SQLite ignores the lock of the row: there a writer has the whole database from the start
    Body.objects.select_for_update(of=("self",)).get(pk=seat.body_id)


@transaction.atomic
def remove_record(*, row: Any, by: User, version: int | None = None) -> None:
    """Remove a record; a person is erased with all traces. Raises ProtectedError while others need it."""
    if isinstance(row, Person):
        erase_person(person=row, by=by, version=version)
        return
    fresh = reread(type(row), row.pk, version, by)
    fresh._history_user = by
    fresh.delete()


@transaction.atomic
def rename_unit(*, unit: Unit, name: str, renamed_in: str = "", by: User, version: int | None = None) -> Unit:
    """Give a unit a new name and keep the old one to be found; `renamed_in` is a period key or ''."""
    row = reread(Unit, unit.pk, version, by)
    if row.name == name:
        return row
    former, made = UnitName.objects.get_or_create(unit=row, name=row.name, defaults={"until": renamed_in})
    if not made and renamed_in:
        former.until = renamed_in
    check(former)
    former.save()
    row.name = name
    check(row)
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def confirm_contact(*, contact: ContactPoint, by: User) -> ContactPoint:
    """Note that the contact is right today."""
    row = reread(ContactPoint, contact.pk, None, by)
    row.confirmed_on = clock.today()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def erase_person(*, person: Person, by: User, version: int | None = None) -> None:
    """Erase a person with contacts, history and log traces; seats stay with their functions."""
    forget_person(reread(Person, person.pk, version, by))


def forget_person(row: Person) -> None:
    """Take a person out of all floors, histories and the admin's log. Asks nobody: services only."""
    for part in registries.personal_data:
        part.erase(row)
    pk = row.pk
    contacts = set(ContactPoint.history.filter(person_id=pk).values_list("id", flat=True))
    contacts |= set(ContactPoint.objects.filter(person=row).values_list("pk", flat=True))
    row.skip_history_when_saving = True
    row.delete()
    ContactPoint.history.filter(id__in=contacts).delete()
    Person.history.filter(id=pk).delete()
    scrub_log(Person, [pk])
    scrub_log(ContactPoint, sorted(contacts))
    transaction.on_commit(fold_log)


def _nothing_to_settle(_row: Any) -> None:
    """Most records have no rule across rows."""


def _new(model: type, values: dict[str, Any], by: User) -> Any:
    """An empty record at home where `values` say, if the person may edit there."""
    home = home_field(model)
    place = values.get(home)
    if place is None:
        raise ValidationError({home: _("Bitte angeben.")})
    if place._meta.label != "dkbm.Municipality":
        place = type(place).objects.get(pk=place.pk)
    row = model(**{home: place})
    require(by, NEEDED[model], owner_id(row))
    return row


def reread(model: type, pk: int, version: int | None, by: User) -> Any:
    """The record, inside the scope and locked, if the person may edit it."""
    require(by, NEEDED[model], owner_id(model.objects.get(pk=pk)))
    return locked(model, pk, version)


def _refuse_move(row: Any, values: dict[str, Any]) -> None:
    home = home_field(type(row))
    if home in values and getattr(row, f"{home}_id") != getattr(values[home], "pk", None):
        raise ValidationError({home: _("Ein Eintrag bleibt, wo er angelegt wurde.")})


def check(row: Any) -> None:
    """Validate the whole record, its links included."""
    row.full_clean(exclude=["begins", "ends"] if hasattr(row, "begins") else None)
    errors = {name: _("Das gehört zu einer anderen Kommune.") for name in strangers(row)}
    if misplaced_substitute(row):
        errors["substitute_of"] = _("Dieser Sitz gehört zu einem anderen Gremium.")
    if shares_its_time(row):
        errors["since"] = _(
            "Die Amtszeit überschneidet sich mit einer anderen auf demselben Sitz. "
            "Beenden Sie zuerst die andere."
        )
    if errors:
        raise ValidationError(errors)


def scrub_log(model: type, ids: list[int]) -> None:
    """Take the words about these rows out of the admin's log; that something was done stays."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(model), object_id__in=[str(pk) for pk in ids]
    )
    entries.update(object_repr=_("gelöscht"), change_message="")
