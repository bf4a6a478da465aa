"""One cell of a sheet: the text people write, as the value of a field of the own municipality."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from dkbm.models import Municipality
from dkbm.periods import parse_period
from governance.models.base import check_period_key
from governance.models.vocabulary import CoreComponent
from governance.search_text import spelled_out

YES_NO = {"ja": True, "nein": False, "": None, "unbekannt": None}


def value_of(model: type, name: str, text: str, municipality: Municipality) -> Any:
    """The value of a text; '' is the field's empty value or its default. Raises ValidationError."""
    field = model._meta.get_field(name)
    if field.is_relation:
        return _linked(field, text, municipality)
    if name == "components":
        parts = [part for part in text.replace(",", ";").split(";") if part.strip()]
        return [_chosen(CoreComponent.choices, part) for part in parts]
    if isinstance(field, models.BooleanField):
        return _yes_or_no(field, text)
    return _plain(field, text) if text else _empty(field)


def _plain(field: Any, text: str) -> Any:
    if field.choices:
        return _chosen(field.choices, text)
    if check_period_key in field.validators:
        return _period(text)
    return _number(text) if isinstance(field, models.IntegerField) else field.formfield().clean(text)


def _empty(field: Any) -> Any:
    if field.has_default():
        return field.get_default()
    if not field.blank:
        raise ValidationError(_("Bitte ausfüllen."))
    return None if field.null else ""


def _linked(field: Any, text: str, municipality: Municipality) -> Any:
    """The record of the own municipality with this name."""
    if not text:
        if not field.null:
            raise ValidationError(_("Bitte ausfüllen."))
        return None
    model = field.remote_field.model
    found = list(model.objects.filter(name=text, **{model.tenant_path: municipality})[:2])
    if len(found) == 1:
        return found[0]
    words = {"kind": model._meta.verbose_name, "name": text}
    if found:
        raise ValidationError(_("%(kind)s „%(name)s“ gibt es mehrmals.") % words)
    raise ValidationError(
        _("%(kind)s „%(name)s“ gibt es hier nicht. Legen Sie den Eintrag zuerst an.") % words
    )


def _chosen(choices: Any, text: str) -> Any:
    """The stored value whose word (or key) this is."""
    wanted = spelled_out(text)
    for key, word in choices:
        if wanted in (spelled_out(str(word)), spelled_out(str(key))):
            return key
    allowed = ", ".join(str(word) for _key, word in choices)
    raise ValidationError(
        _("„%(text)s“ ist hier nicht vorgesehen. Möglich: %(allowed)s.") % {"text": text, "allowed": allowed}
    )


def _yes_or_no(field: Any, text: str) -> bool | None:
    word = text.casefold()
    if word not in YES_NO:
        raise ValidationError(_("Bitte „ja“ oder „nein“."))
    value = YES_NO[word]
    return field.get_default() if value is None and not field.null else value


def _period(text: str) -> str:
    try:
        return parse_period(text).key
    except ValueError as error:
        raise ValidationError(str(error)) from error


def _number(text: str) -> int:
    """A whole number, also as spreadsheets write it („4,0“)."""
    digits = text.removesuffix(",0").removesuffix(".0")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 9:  # noqa: PLR2004 - fits the columns
        raise ValidationError(_("Bitte eine ganze Zahl."))
    return int(digits)
