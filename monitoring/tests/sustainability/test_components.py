"""The seven core components out of the lights of their indicators."""

from fractions import Fraction

from governance.models.vocabulary import CoreComponent
from monitoring.sustainability.catalogue import BY_CODE
from monitoring.sustainability.components import NAMES, PARTS, component_lights
from monitoring.sustainability.reading import Light


def test_every_part_is_an_indicator_with_a_light_of_its_own_and_none_counts_twice():
    assert list(PARTS) == [component.value for component in CoreComponent] == list(NAMES)
    codes = [code for part in PARTS.values() for code in part]
    assert len(codes) == len(set(codes))
    assert all(BY_CODE[code].threshold is not None for code in codes)


def test_the_light_follows_the_mean_of_those_that_have_one():
    lights = {"N-Z1": Light.GREEN, "N-Z2": Light.YELLOW, "N-L1": Light.GREY, "N-M1": Light.RED}
    found = {row.component: row for row in component_lights(lights)}
    goals = found["ziele"]
    assert (goals.score, goals.light, goals.known, goals.all) == (Fraction(75), Light.GREEN, 2, 4)
    assert found["datenbasierung"].light is Light.RED
    assert (found["qualitaet"].light, found["qualitaet"].score) == (Light.GREY, None)
