"""Deeds around resolutions: entering one together with the step that decided it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from dkbm.models import Municipality, User
from governance.models import Consultation, Resolution
from governance.models.vocabulary import ResolutionState
from governance.services.records import keep_record


@transaction.atomic
def add_resolution(
    *, municipality: Municipality, values: dict[str, Any], step: dict[str, Any], by: User
) -> Resolution:
    """Enter a resolution together with the step that decided it; without body and unit there is no step.

    Raises PermissionDenied and ValidationError (by field).
    """
    place = step.get("body") or step.get("unit")
    if place is None and values.get("state") == ResolutionState.DECIDED:
        raise ValidationError({"body": _("Wer hat beschlossen? Ein Gremium oder eine Stelle angeben.")})
    resolution = keep_record(model=Resolution, values={**values, "municipality": municipality}, by=by)
    if place is not None:
        values = {**step, "resolution": resolution, "is_deciding": True}
        keep_record(model=Consultation, values=values, by=by)
    return resolution
