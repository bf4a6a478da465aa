"""The weekly digest: Monday from seven on, one mail a person and week, only to those who have something to do.

Preparing and sending are jobs: the outbox rows and the promises to send them are written in one transaction,
a mail server that is down is asked again. Nothing personal but names of the municipality stands in a mail.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from dkbm import clock, due
from dkbm.access.middleware import scope_of
from dkbm.access.scope import acting_within, system_scope
from dkbm.context import own_municipalities
from dkbm.jobs import Run, enqueue, job_kind
from dkbm.jobs.registry import Finish
from dkbm.models import DigestChoice, DigestMail, Job, User
from dkbm.models.job import JobState

PREPARE, SEND = "digest.prepare", "digest.send"
SALT = "dkbm.digest"
FIRST_HOUR = 7
ASK_AGAIN = timedelta(hours=1)
Letter = tuple[int, str, str]


def week_of(moment: datetime) -> str:
    """The ISO week, „2026-W48“."""
    year, week, _day = moment.isocalendar()
    return f"{year}-W{week:02}"


@transaction.atomic
def ring_weekly() -> None:
    """Promise this week's digest once it is Monday, seven o'clock; a missed Monday is made up for in its week.

    May be called at any time by any number of processes. Mails the server refused are promised again.
    """
    now = clock.now()
    if now.weekday() == 0 and now.hour < FIRST_HOUR:
        return
    week = week_of(now)
    with system_scope("the digest is promised once a week"):
        if not Job.objects.filter(kind=PREPARE, key=week).exists():
            enqueue(PREPARE, week)
        waiting = DigestMail.objects.filter(week=week, sent_at=None, sending_at=None)
        for pk in waiting.filter(made_at__lt=now - ASK_AGAIN).values_list("pk", flat=True):
            asked = Job.objects.filter(kind=SEND, key=str(pk))
            if not asked.filter(state__in=(JobState.QUEUED, JobState.RUNNING)).exists():
                enqueue(SEND, str(pk))


@job_kind(PREPARE, gettext_lazy("Wochenüberblick vorbereiten"), system=True)
def prepare(run: Run) -> Finish:
    """Write everybody's mail of the week that is the job's key."""
    letters = [letter for user in readers() if (letter := letter_to(user)) is not None]
    return lambda: put_out(run.job.key, letters)


def readers() -> list[User]:
    """Active people who did not unsubscribe; accounts of the demo have no mailbox."""
    away = DigestChoice.objects.filter(wanted=False).values("user")
    rows = User.objects.filter(is_active=True, is_demo=False, memberships__isnull=False)
    return list(rows.exclude(pk__in=away).distinct().order_by("pk"))


def letter_to(user: User) -> Letter | None:
    """(person, subject with counts, text) as this person may see it; None when nothing is to be done."""
    lines: list[str] = []
    total = late = 0
    with acting_within(scope_of(user)):
        for here in own_municipalities(user):
            tasks = due.tasks_of(here, user)
            total, late = total + len(tasks), late + sum(task.late for task in tasks)
            lines += [f"{here.name}:", *(_line(row) for row in due.shown(tasks[: due.FIRST_SCREEN])), ""]
            if len(tasks) > due.FIRST_SCREEN:
                more = {"n": len(tasks) - due.FIRST_SCREEN, "url": _address(reverse("dkbm:aufgaben"))}
                lines += [_("%(n)s weitere: %(url)s") % more, ""]
    if not total:
        return None
    subject = ngettext("%(n)s Aufgabe", "%(n)s Aufgaben", total) % {"n": total}
    if late:
        subject += _(", %(n)s davon fällig") % {"n": late}
    away = _("Abbestellen, ohne Anmeldung: %(url)s") % {"url": unsubscribe_address(user)}
    return user.pk, subject, "\n".join([*lines, away])


def put_out(week: str, letters: list[Letter]) -> None:
    """Outbox rows and promises to send them, in the open transaction; a second call changes nothing."""
    for user_id, subject, text in letters:
        mail, made = DigestMail.objects.get_or_create(
            user_id=user_id, week=week, defaults={"subject": subject, "text": text, "made_at": clock.now()}
        )
        if made:
            enqueue(SEND, str(mail.pk))


@job_kind(SEND, gettext_lazy("Wochenüberblick senden"), system=True)
def send(run: Run) -> Finish | None:
    """Send one mail of the outbox unless somebody did or the person unsubscribed meanwhile."""
    rows = DigestMail.objects.filter(pk=int(run.job.key))
    mail = rows.select_related("user").first()
    if mail is None or DigestChoice.objects.filter(user=mail.user, wanted=False).exists():
        return None
    if not rows.filter(sent_at=None, sending_at=None).update(sending_at=clock.now()):
        return None
    try:
        _message(mail).send()
    except Exception:
        rows.update(sending_at=None)
        raise
    rows.update(sent_at=clock.now(), text="")
    return None


def unsubscribe_address(user: User) -> str:
    """The signed address by which this person, and nobody else, is unsubscribed."""
    return _address(reverse("dkbm:unsubscribe", args=[signing.Signer(salt=SALT).sign(str(user.pk))]))


def person_of(token: str) -> User | None:
    """Whose link this is; None when it is not ours."""
    try:
        return User.objects.filter(pk=int(signing.Signer(salt=SALT).unsign(token))).first()
    except (signing.BadSignature, ValueError):
        return None


@transaction.atomic
def choose(*, user: User, wanted: bool) -> None:
    """Subscribe or unsubscribe a person."""
    DigestChoice.objects.update_or_create(user=user, defaults={"wanted": wanted})


def is_wanted(user: User) -> bool:
    """Whether the person gets the digest."""
    return not DigestChoice.objects.filter(user=user, wanted=False).exists()


def _message(mail: DigestMail) -> EmailMessage:
    away = unsubscribe_address(mail.user)
    headers = {
        "List-Unsubscribe": f"<{away}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
    return EmailMessage(mail.subject, mail.text, to=[mail.user.email], headers=headers)


def _line(row: due.Shown) -> str:
    when = f" ({row.when})" if row.when else ""
    return f"- {row.task.sentence}{when}: {_address(row.task.url)}"


def _address(path: str) -> str:
    return settings.PORTAL_URL.rstrip("/") + path
