"""How demo rows are put in place, and where their facts come from."""

from __future__ import annotations

from typing import Any

from governance.models import Consultation, Meeting

FLYER = "Transferagentur Niedersachsen, Flyer „Nachhaltigkeit“ mit Umfragen von 2020 und 2021"
ELSEWHERE = "Quelle, nicht aus dem Flyer"
CLOPPENBURG_SITE = (
    f"Landkreis Cloppenburg, Internetseiten zu Bildungsbüro und Bildungsregion, 2019 und 2020 ({ELSEWHERE})"
)
CLOPPENBURG_PAPER = f"Landkreis Cloppenburg, Vorlage V-SCHUL/19/159, 2019 ({ELSEWHERE})"
EXAMPLE = "Beispiel"


def put(model: type, key: dict[str, Any], **values: Any) -> Any:
    """The row with this natural key and these values; saved only when something differs."""
    row = model.objects.filter(**key).first() or model(**key)
    if row.pk is None or any(getattr(row, name) != value for name, value in values.items()):
        for name, value in values.items():
            setattr(row, name, value)
        row.full_clean(exclude=["begins", "ends"] if model in (Meeting, Consultation) else None)
        row.save()
    return row
