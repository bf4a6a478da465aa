"""A sheet of own statistics for tests: made-up counts of a city that does not keep them."""

from dkbm.access.scope import system_scope
from dkbm.models import User
from monitoring.models import DataLine, DataPeriod
from monitoring.services.own import Measure, create_data_set
from monitoring.services.own_cells import Change, save_cells
from monitoring.services.own_findings import Place, sheet_of

YEARS = ("2019", "2020", "2021", "2022", "2023", "2024")
MEASURES = (Measure("Kinder in Kitas", "Anzahl"), Measure("Kinder unter 3", "Anzahl", "Kinder in Kitas"))


def make_sheet(municipality, by, **changes):
    """„Kitas“: two measures, each as a total and by two kinds of keeper, for six years."""
    facts = {
        "municipality": municipality,
        "name": "Kitas",
        "measures": MEASURES,
        "members": ("kommunal", "frei"),
        "breakdown": "Träger",
        "periods": YEARS,
        "regions": [municipality.region],
        "by": by,
    }
    return create_data_set(**(facts | changes))


def place(data_set, line, period, region=None):
    """The cell of the n-th line (1 = the first total) at a period."""
    return Place(
        DataLine.objects.get(data_set=data_set, order=line).pk,
        (region or data_set.municipality.region).pk,
        DataPeriod.objects.get(data_set=data_set, period=period).pk,
    )


def enter(data_set, by, **texts):
    """Type texts into cells named „l1_2024“ (line 1 at 2024) as somebody who sees the sheet as it is."""
    sheet = sheet_of(data_set)
    changes = []
    for name, text in texts.items():
        line, period = name[1:].split("_")
        where = place(data_set, int(line), period)
        changes.append(Change(where, text, sheet.standing(where).token))
    return save_cells(data_set=data_set, changes=changes, by=User.objects.get(pk=by.pk))


def standing(data_set, line, period):
    """What stands in a cell, read anew."""
    with system_scope("test"):
        return sheet_of(data_set).standing(place(data_set, line, period))
