"""„Die ersten 30 Tage“: what a successor does, with progress read from records and never ticked by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from dkbm.periods import Month
from projects.models.handover import QUESTIONS
from projects.queries_handover import HandoverPage, open_milestones
from projects.roles import Role

DAYS = 30


@dataclass(frozen=True)
class FirstStep:
    """One step: how many of how many are done. `total` 0: there is nothing of that kind, it does not count."""

    title: str
    why: str
    done: int
    total: int
    url: str

    @property
    def is_done(self) -> bool:
        return self.total > 0 and self.done == self.total


@dataclass(frozen=True)
class FirstDays:
    """The path of a successor. `starts` None: nobody said when; `until` is the thirtieth day."""

    starts: date | None
    steps: list[FirstStep]

    @property
    def counted(self) -> list[FirstStep]:
        """Steps of which there is anything to do."""
        return [step for step in self.steps if step.total]

    @property
    def done(self) -> int:
        return sum(step.is_done for step in self.steps)

    @property
    def until(self) -> date | None:
        return self.starts + timedelta(days=DAYS - 1) if self.starts else None


def first_days(page: HandoverPage, today: date) -> FirstDays:
    """The steps for the role of this Übergabemappe. What was done before the start does not count as done."""
    role = page.role
    starts = role.starts if role.starts is not None and role.starts <= today else None
    steps = [_questions(page), *_knowledge(page, starts), _assignments(page, today)]
    steps += [_milestones(role, today), _contacts(page, starts), _meetings(page)]
    return FirstDays(starts, steps)


def _questions(page: HandoverPage) -> FirstStep:
    return FirstStep(
        _("Die fünf Fragen der Übergabe sind beantwortet"),
        _("Was fehlt, lässt sich jetzt noch erfragen."),
        page.answered,
        len(QUESTIONS),
        reverse("resources:handover", args=[page.role.kind, page.role.pk]),
    )


def _knowledge(page: HandoverPage, starts: date | None) -> list[FirstStep]:
    offers = [row.offer for row in page.offers]
    seen = [o for o in offers if starts and o.reviewed_on and o.reviewed_on >= starts.replace(day=1)]
    url = reverse("resources:knowledge")
    return [
        FirstStep(
            _("Jedes Handbuch seit dem Beginn einmal geprüft"),
            _("Wer neu ist, sieht am besten, was darin fehlt."),
            len(seen),
            len(offers),
            url,
        ),
        FirstStep(
            _("Jedes Angebot hat eine Vertretung"),
            _("Damit beim nächsten Wechsel nichts ohne Zuständigkeit ist (N-P5)."),
            sum(bool(row.owners and row.deputies) for row in page.offers),
            len(offers),
            url,
        ),
    ]


def _assignments(page: HandoverPage, today: date) -> FirstStep:
    rows = page.assignments
    return FirstStep(
        _("Kein offener Auftrag ist überfällig"),
        _("Beantworten oder mit dem Gremium einen neuen Termin vereinbaren."),
        sum(not row.is_overdue(today) for row in rows),
        len(rows),
        reverse("governance:assignments"),
    )


def _milestones(role: Role, today: date) -> FirstStep:
    rows = open_milestones(role)
    now = Month.of(today).ordinal
    return FirstStep(
        _("Kein Meilenstein ist überfällig"),
        _("Erledigen oder neu planen; der Ursprungsplan bleibt erhalten."),
        sum(row.last_month is None or row.last_month >= now for row in rows),
        len(rows),
        reverse("projects:list"),
    )


def _contacts(page: HandoverPage, starts: date | None) -> FirstStep:
    rows = page.contacts
    fresh = [row for row in rows if starts and row.confirmed_on and row.confirmed_on >= starts]
    return FirstStep(
        _("Alle Kontakte einmal bestätigt"),
        _("Ein Anruf zum Kennenlernen genügt."),
        len(fresh),
        len(rows),
        reverse("resources:handover", args=[page.role.kind, page.role.pk]),
    )


def _meetings(page: HandoverPage) -> FirstStep:
    return FirstStep(
        _("Von jedem Gremium steht die nächste Sitzung fest"),
        _("So ist die erste Teilnahme geplant."),
        sum(bool(row.meetings) for row in page.bodies),
        len(page.bodies),
        reverse("governance:meetings"),
    )
