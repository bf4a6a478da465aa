"""Every context indicator whose table lies in the real files computes Emden's printed number."""

import io

import pytest
from django.core.management import call_command

from dkbm.access.scope import system_scope
from monitoring.catalogue import INDICATORS
from monitoring.queries_results import current_results
from monitoring.services.catalogue import load_catalogue

pytestmark = pytest.mark.django_db(transaction=True)
FILES = (
    "genesis_classic/21111-02-06-4.csv",
    "genesis_classic/13211-02-05-4.csv",
    "genesis_classic/82411-01-03-4.csv",
    "genesis_classic/22541-01-01-4.csv",
    "genesis_classic/12411-01-01-4.csv",
    "genesis_flat/12411-01-01-4_de_flat.zip",
    "genesis_flat/73111-01-01-4_de_flat.csv",
)
# as the files print them: certificate 55, 161 and … of 561 leavers, 881 491 thousand Euro of 24 206 taxpayers
EMDEN = {
    "A01": {"2021-12-31": "49523", "2024-12-31": "49202"},
    "A01w": {"2021-12-31": "50.2", "2024-12-31": "50.5"},
    "A02": {},
    "A14": {"2025": "9.0"},
    "A15": {"2025": "7.5"},
    "A17": {"2021": "20106"},
    "A17s": {"2021": "36416"},
    "C01": {"2002-12-31": "29"},
    "C02": {"2002-12-31": "1736"},
    "C10": {"2002-12-31": "202"},
    "D15": {"2023": "9.8"},
    "D15w": {"2023": "6.9"},
    "D17": {"2023": "28.7"},
    "D17m": {"2023": "45.1"},
}
# computable, but its table is not among the files
ELSEWHERE = {"F01"}


def test_every_computable_indicator_has_emdens_number(real_data):
    computable = {data.code: data.printed_decimals for data in INDICATORS if data.counting is not None}
    assert set(computable) == set(EMDEN) | ELSEWHERE
    with system_scope("test"):
        load_catalogue()
        for name in FILES:
            call_command("import_statistics", str(real_data / name), stdout=io.StringIO())
        found = {
            code: {
                result.period: f"{result.value:.{computable[code]}f}"
                for result in current_results(code, "03402")
                if result.value is not None
            }
            for code in EMDEN
        }
    assert found == EMDEN
