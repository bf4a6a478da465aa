"""Deeds on surveys of one's own: preparing, opening a wave with links, answering, closing, reading texts first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm import clock
from dkbm.access.roles import Permission
from dkbm.access.scope import system_scope
from dkbm.access.tokens import hash_of, new_token
from dkbm.models import Municipality
from dkbm.services import locked, require
from monitoring.models import (
    Scale,
    Survey,
    SurveyAnswer,
    SurveyKind,
    SurveyLink,
    SurveyQuestion,
    SurveyText,
    SurveyWave,
    TextState,
)
from monitoring.sustainability.components import NAMES

MOST_LINKS = 200
LONGEST_TEXT = 2000
VALUES: Mapping[str, tuple[int, ...]] = {
    Scale.AGREEMENT: (1, 2, 3, 4, 5),
    Scale.MATURITY: (0, 1, 2, 3, 4),
    Scale.YES_NO: (0, 1),
}
IN_USE = "who holds the secret of an invitation answers without an account"


@transaction.atomic
def create_survey(*, municipality: Municipality, by: Any, **fields: Any) -> Survey:
    """Begin a survey; a Selbstbild gets its seven questions. Raises PermissionDenied, ValidationError."""
    require(by, Permission.EXPLAIN_SERIES, municipality)
    survey = _kept(Survey(municipality=municipality, **fields), by)
    if survey.kind == SurveyKind.SELF_IMAGE:
        for order, (component, name) in enumerate(NAMES.items(), 1):
            text = _("%(name)s: Wie weit sind wir?") % {"name": name}
            row = SurveyQuestion(
                survey=survey, order=order, text=text, scale=Scale.MATURITY, component=component
            )
            _kept(row, by)
    return survey


@transaction.atomic
def change_survey(*, survey: Survey, by: Any, version: int, **fields: Any) -> Survey:
    """Change words and anonymity; the latter only while nobody has answered.

    Raises PermissionDenied, Conflict, ValidationError (by field).
    """
    require(by, Permission.EXPLAIN_SERIES, survey.municipality_id)
    row = locked(Survey, survey.pk, version)
    if fields["anonymous"] != row.anonymous and is_answered(row):
        words = _("Es gibt schon Antworten: Was zur Anonymität versprochen wurde, gilt.")
        raise ValidationError({"anonymous": words})
    for name in ("title", "introduction", "anonymous"):
        setattr(row, name, fields[name])
    return _kept(row, by)


def is_answered(survey: Survey) -> bool:
    """Whether anybody has answered in any wave."""
    return SurveyAnswer.objects.filter(wave__survey=survey).exists()


@transaction.atomic
def keep_question(*, question: SurveyQuestion, by: Any, version: int | None, **fields: Any) -> SurveyQuestion:
    """Add or change a question of the next wave. Raises PermissionDenied, Conflict, ValidationError."""
    require(by, Permission.EXPLAIN_SERIES, question.survey.municipality_id)
    row = locked(SurveyQuestion, question.pk, version) if question.pk else question
    for name in ("order", "text", "scale"):
        setattr(row, name, fields[name])
    return _kept(row, by)


@transaction.atomic
def remove_question(*, question: SurveyQuestion, by: Any, version: int) -> None:
    """Take a question out of the next wave. Raises PermissionDenied, Conflict."""
    require(by, Permission.EXPLAIN_SERIES, question.survey.municipality_id)
    row = locked(SurveyQuestion, question.pk, version)
    row._history_user = by
    row.delete()


@transaction.atomic
def open_wave(*, survey: Survey, name: str, links: int, by: Any) -> tuple[SurveyWave, list[str]]:
    """Freeze the wording and make that many secrets, which are told once and kept nowhere.

    Raises PermissionDenied, ValidationError.
    """
    require(by, Permission.EXPLAIN_SERIES, survey.municipality_id)
    row = locked(Survey, survey.pk, None)
    asked = [
        {"key": f"f{q.pk}", "text": q.text, "scale": q.scale, "component": q.component}
        for q in row.questions.order_by("order", "pk")
    ]
    if not asked:
        raise ValidationError(_("Die Befragung hat noch keine Frage."))
    if row.waves.filter(closed_on__isnull=True).exists():
        raise ValidationError(_("Eine Welle ist noch offen. Schließen Sie sie zuerst."))
    wave = SurveyWave(
        survey=row, name=name, questions=asked, anonymous=row.anonymous, opened_on=clock.today()
    )
    _kept(wave, by)
    return wave, _links(wave, links)


def _links(wave: SurveyWave, number: int) -> list[str]:
    if not 1 <= number <= MOST_LINKS:
        raise ValidationError({"links": _("Zwischen 1 und 200 Einladungen sind möglich.")})
    tokens = [new_token() for _number in range(number)]
    SurveyLink.objects.bulk_create([SurveyLink(wave=wave, token_hash=hash_of(token)) for token in tokens])
    return tokens


@transaction.atomic
def close_wave(*, wave: SurveyWave, by: Any, version: int) -> SurveyWave:
    """Close a wave for good; its links are worth nothing any more. Raises PermissionDenied, Conflict."""
    require(by, Permission.EXPLAIN_SERIES, wave.survey.municipality_id)
    row = locked(SurveyWave, wave.pk, version)
    if row.closed_on is None:
        row.closed_on = clock.today()
        _kept(row, by)
        row.links.all().delete()
    return row


def invited(token: str) -> SurveyWave | None:
    """The open wave that this secret invites to; None for unknown, used and closed ones."""
    with system_scope(IN_USE):
        links = SurveyLink.objects.filter(token_hash=hash_of(token), used=False, wave__closed_on__isnull=True)
        link = links.select_related("wave__survey__municipality__region").first()
        return link.wave if link else None


@transaction.atomic
def answer(*, token: str, values: Mapping[str, Any], texts: Mapping[str, str], respondent: str) -> bool:
    """Keep an answer and use up the invitation; False when it was used or closed meanwhile.

    Nothing of the person, the link or the time is kept with it; free texts are kept apart. Raises
    ValidationError for values beyond their scale.
    """
    with system_scope(IN_USE):
        found = SurveyLink.objects.filter(token_hash=hash_of(token), wave__closed_on__isnull=True).first()
        if found is None or not SurveyLink.objects.filter(pk=found.pk, used=False).update(used=True):
            return False
        wave = SurveyWave.objects.get(pk=found.wave_id)
        scales = {question["key"]: question["scale"] for question in wave.questions}
        given = {key: value for key, value in values.items() if value is not None}
        if any(value not in VALUES.get(scales.get(key, ""), ()) for key, value in given.items()):
            raise ValidationError(_("Eine Antwort passt nicht zu ihrer Frage."))
        SurveyAnswer.objects.create(
            wave=wave, values=given, respondent="" if wave.anonymous else respondent[:100]
        )
        SurveyText.objects.bulk_create(
            [
                SurveyText(wave=wave, question=key, text=text.strip()[:LONGEST_TEXT])
                for key, text in texts.items()
                if scales.get(key) == Scale.TEXT and text.strip()
            ]
        )
    return True


@transaction.atomic
def moderate(*, text: SurveyText, show: bool, by: Any) -> None:
    """Show or withhold a free text. Raises PermissionDenied."""
    require(by, Permission.EXPLAIN_SERIES, text.wave.survey.municipality_id)
    state = TextState.SHOWN if show else TextState.WITHHELD
    SurveyText.objects.filter(pk=text.pk).update(state=state)


def _kept(row: Any, by: Any) -> Any:
    row.full_clean()
    row._history_user = by
    row.save()
    return row
