"""Deeds on people: archive instead of erase, two rows that are one person, what the retention run does."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock, registries
from dkbm.access.audiences import Audience
from dkbm.models import Municipality, User
from governance.models import ContactPoint, Person, RetentionRun, Seat
from governance.queries.people import is_past_keeping
from governance.services.records import forget_person, reread, scrub_log

RULE = "Personen 24 Monate nach dem Ende der letzten Funktion, Kontakte nach „gilt bis“"


@transaction.atomic
def archive_person(*, person: Person, by: User, version: int | None = None) -> Person:
    """Keep name and function as the body's archive; contacts, history and traces in the log are erased."""
    row = reread(Person, person.pk, version, by)
    contacts = ContactPoint.objects.filter(person=row)
    scrub_log(ContactPoint, list(contacts.values_list("pk", flat=True)))
    contacts.delete()
    ContactPoint.history.filter(person_id=row.pk).delete()
    row.is_archived = True
    row.audience = Audience.INTERNAL
    row.left_on = row.left_on or clock.today()
    row.skip_history_when_saving = True
    row.save()
    Person.history.filter(id=row.pk).delete()
    scrub_log(Person, [row.pk])
    return row


@transaction.atomic
def merge_people(*, keep: Person, gone: Person, by: User) -> Person:
    """Make two rows one person: all roles with their dates and all contacts go to `keep`.

    The same contact is kept once. Raises PermissionDenied, Person.DoesNotExist and ValidationError.
    """
    if keep.pk == gone.pk or keep.municipality_id != gone.municipality_id:
        raise ValidationError(_("Zusammengeführt werden zwei verschiedene Einträge derselben Kommune."))
    # always in the same order, so that two merges at once wait for each other
    rows = {pk: reread(Person, pk, None, by) for pk in sorted((keep.pk, gone.pk))}
    kept, other = rows[keep.pk], rows[gone.pk]
    for part in registries.personal_data:
        part.move(other, kept)
    _move_contacts(other, kept, by)
    kept.function = kept.function or other.function
    kept.left_on = (
        kept.left_on if kept.left_on is None or other.left_on is None else max(kept.left_on, other.left_on)
    )
    kept._history_user = by
    kept.save()
    forget_person(other)
    return kept


def forget_in_seats(person: Person) -> None:
    """Seats stay with their function and dates; the person is taken out of them and of their history."""
    Seat.history.filter(person_id=person.pk).update(person=None)
    Seat.objects.filter(person=person).update(person=None)


def move_seats(gone: Person, keep: Person) -> None:
    """Every seat with its dates goes to the other row, also in the history."""
    Seat.history.filter(person_id=gone.pk).update(person=keep)
    Seat.objects.filter(person=gone).update(person=keep)


@transaction.atomic
def run_retention(*, municipality: Municipality, rehearsal: bool = False) -> RetentionRun:
    """Erase people and contacts whose time is over; the row says how many, never who.

    Called by the operator's command inside `system_scope`. A rehearsal counts and changes nothing; its
    row is not stored. A run that found nothing is stored too: it is the evidence that it ran.
    """
    today = clock.today()
    people = [p for p in Person.objects.filter(municipality=municipality) if is_past_keeping(p, today)]
    expired = ContactPoint.objects.filter(municipality=municipality, expires_on__lt=today)
    expired = list(expired.exclude(person__in=people).values_list("pk", flat=True))
    run = RetentionRun(
        municipality=municipality, ran_at=clock.now(), rule=RULE, people=len(people), contacts=len(expired)
    )
    if rehearsal:
        return run
    for person in people:
        forget_person(person)
    ContactPoint.objects.filter(pk__in=expired).delete()
    ContactPoint.history.filter(id__in=expired).delete()
    scrub_log(ContactPoint, expired)
    run.save()
    return run


def _move_contacts(gone: Person, keep: Person, by: User) -> None:
    have = set(ContactPoint.objects.filter(person=keep).values_list("kind", "value"))
    for contact in ContactPoint.objects.filter(person=gone):
        if (contact.kind, contact.value) in have:
            continue
        contact.person = keep
        contact.version += 1
        contact._history_user = by
        contact.save()
    ContactPoint.history.filter(person_id=gone.pk).update(person=keep)
