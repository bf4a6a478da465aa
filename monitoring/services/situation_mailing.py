"""Deeds on the quarterly mail: who gets it, approving an edition, sending it as jobs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.access.scope import system_scope
from dkbm.jobs import Run, enqueue
from dkbm.models import Job, Municipality
from dkbm.models.job import JobState
from dkbm.services import require
from dkbm.ui import pdf
from monitoring.models import SituationEdition, SituationMail, SituationReader
from monitoring.situation import quarter_of, situation_of

SEND = "lage.versand"
PAPER = "monitoring/lage_blatt.html"
STYLES = ("css/lage.css",)
PDF_TYPE = "application/pdf"
ASK_AGAIN = timedelta(hours=1)


@transaction.atomic
def add_reader(*, municipality: Municipality, purpose: str, email: str, by: Any) -> SituationReader:
    """Let an address get the quarterly mail. Raises PermissionDenied, ValidationError."""
    require(by, Permission.SHARE, municipality)
    row = SituationReader(municipality=municipality, purpose=purpose, email=email)
    row.full_clean()
    row._history_user = by
    row.save()
    return row


@transaction.atomic
def remove_reader(*, reader: SituationReader, by: Any) -> None:
    """Take an address out. Raises PermissionDenied."""
    require(by, Permission.SHARE, reader.municipality_id)
    reader._history_user = by
    reader.delete()


@transaction.atomic
def approve_edition(*, municipality: Municipality, by: Any) -> SituationEdition:
    """Keep today's page as the edition of the quarter and promise its mails, in one transaction.

    Raises PermissionDenied, ValidationError (nobody to send to, sent already, no PDF on this server).
    """
    require(by, Permission.SHARE, municipality)
    today = clock.today()
    quarter = quarter_of(today)
    Municipality.objects.select_for_update().get(pk=municipality.pk)
    readers = list(SituationReader.objects.filter(municipality=municipality))
    if not readers:
        raise ValidationError(_("Nehmen Sie zuerst eine Adresse auf."))
    if SituationEdition.objects.filter(municipality=municipality, quarter=quarter.key).exists():
        raise ValidationError(_("Die Ausgabe für dieses Quartal ist schon freigegeben."))
    if not pdf.is_there():
        raise ValidationError(pdf.NO_PANGO)
    edition = SituationEdition.objects.create(
        municipality=municipality,
        quarter=quarter.key,
        content=situation_of(municipality, today),
        approved_at=clock.now(),
        approved_by=by,
    )
    for reader in readers:
        mail = SituationMail.objects.create(edition=edition, purpose=reader.purpose, email=reader.email)
        enqueue(SEND, str(mail.pk), municipality=municipality, by=by)
    return edition


def send_mail(run: Run) -> None:
    """Send one mail of the outbox unless somebody did."""
    rows = SituationMail.objects.filter(pk=int(run.job.key))
    mail = rows.select_related("edition__municipality__region").first()
    if mail is None or not rows.filter(sent_at=None, sending_at=None).update(sending_at=clock.now()):
        return
    try:
        _message(mail).send()
    except Exception:
        rows.update(sending_at=None)
        raise
    rows.update(sent_at=clock.now(), email="")


def ring_unsent() -> None:
    """Promise mails again that the server refused; may be called at any time by any number of processes."""
    with system_scope("mails of an approved edition are sent whoever asks"), transaction.atomic():
        late = clock.now() - ASK_AGAIN
        waiting = SituationMail.objects.filter(sent_at=None, sending_at=None, edition__approved_at__lt=late)
        for mail in waiting.select_related("edition__municipality"):
            asked = Job.objects.filter(kind=SEND, key=str(mail.pk))
            if not asked.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
                enqueue(SEND, str(mail.pk), municipality=mail.edition.municipality)


def _message(mail: SituationMail) -> EmailMessage:
    """The sentences in the mail, the page as PDF beside it."""
    edition = mail.edition
    lage = edition.content
    words = {"name": lage["name"], "quarter": edition.label}
    lines = [
        _("Lage auf einen Blick: %(name)s, %(quarter)s. Stand %(day)s.") % {**words, "day": lage["day"]},
        "",
        *(f"- {sentence}" for sentence in lage["sentences"]),
        "",
        _(
            "Die ganze Seite steht im Anhang. Freigegeben vom Bildungsmanagement, aus den Einträgen der Kommune."
        ),
        _("Möchten Sie diese Nachricht nicht mehr, sagen Sie es dem Bildungsmanagement."),
    ]
    message = EmailMessage(
        _("Lage auf einen Blick: %(name)s, %(quarter)s") % words,
        "\n".join(lines),
        to=[mail.email],
        headers={"Auto-Submitted": "auto-generated"},
    )
    content = pdf.pdf_bytes(PAPER, {"lage": lage}, styles=STYLES)
    if content is None:
        raise RuntimeError(pdf.NO_PANGO)
    message.attach(f"lage-{edition.municipality.slug}-{edition.quarter}.pdf", content, PDF_TYPE)
    return message
