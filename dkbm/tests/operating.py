"""What the tests of the operator's commands share."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO

from django.core.management import call_command

from dkbm.access.roles import Role
from dkbm.models import Feedback, Job, Municipality, Region
from dkbm.tests.factories import member, transfer_manager
from governance.models import Body
from monitoring.models import ImportRun, Upload

MOMENT = datetime(2026, 3, 1, 12, 0, 0, 123456, tzinfo=UTC)
BYTES = bytes(range(256))
PASSWORD = "ein langer Testsatz"  # noqa: S105


def run(command: str, *args: str, **options: object) -> str:
    """What the command prints."""
    out = StringIO()
    call_command(command, *args, stdout=out, **options)
    return out.getvalue()


def fill(emden: Municipality) -> Municipality:
    """A row of every kind that is hard to carry: bytes, moments, JSON, links to oneself, histories."""
    emden.region.successors.add(Region.objects.get(ags="03"))
    emden.labels = {"council": "Rat der Stadt", "zahlen": [1, 2.5, None, True]}
    emden.save()
    person = member(emden, Role.MONITORING, email="monitoring@example.org")
    transfer_manager(emden)
    Feedback.objects.create(
        municipality=emden, page="/gremien/", text="Zeile 1\nZeile 2 „ß“", created_at=MOMENT
    )
    job = Job.objects.create(kind="probe", key="a", municipality=emden, started_by=person, created_at=MOMENT)
    run_row = ImportRun.objects.create(
        municipality=emden, file_name="a.csv", sha256="0" * 64, uploaded_at=MOMENT, job=job
    )
    Upload.objects.create(run=run_row, content=BYTES)
    body = Body.objects.create(municipality=emden, name="Bildungsbeirat", kind="beirat", level=2)
    body.name = "Bildungsbeirat Emden"
    body.save()
    return emden
