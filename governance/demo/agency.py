"""What is published about modules, agreements and awards of the agency's work; nothing of it is from the flyer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dkbm.models import Municipality
from governance.demo.putting import ELSEWHERE, put
from governance.models import AgencyAward, AgencyModule, AgencyRecord

WEB = f"Öffentliche Internetseiten der Transferagentur und der Kommunen ({ELSEWHERE})"
AWARD = "Auszeichnung"
MODULES: dict[str, tuple[dict[str, Any], ...]] = {
    "03453": ({"number": 2, "since": "2019-04"},),
    "03361": ({"number": None, "topic": "Erste Zielvereinbarung im Land", "agreed_in": "2015-03-19"},),
    "03353": ({"number": 4, "topic": "Fachkräftesicherung und Übergang Schule–Beruf"},),
}
AWARDS = {"03453": "2023-06-21", "03356": "2022-04-05", "03402": "2023-11-03"}
NOTES = {"03453": "Kooperationsvereinbarung mit der Transferagentur 11/2015."}


def load(log: Callable[[str], None]) -> None:
    """Records of the agency about the six municipalities of the flyer."""
    found = Municipality.objects.filter(flyer_number__isnull=False, agency__isnull=False)
    for municipality in found.select_related("region", "agency"):
        ags = municipality.region.ags
        key = {"agency": municipality.agency, "region": municipality.region}
        record = put(AgencyRecord, key, notes=NOTES.get(ags, ""), source=WEB)
        for values in MODULES.get(ags, ()):
            number = {"record": record, "number": values["number"]}
            put(AgencyModule, number, **{**values, "source": WEB})
        if ags in AWARDS:
            put(AgencyAward, {"record": record, "name": AWARD, "awarded_in": AWARDS[ags]}, source=WEB)
    log("Unterlagen der Agentur")
