"""Twenty people mark the deciding step of one resolution at the same moment: one of them gets through."""

import pytest
from django.core.exceptions import ValidationError

from dkbm.access.scope import system_scope
from governance import services
from governance.models import Consultation
from governance.tests import factories as make
from governance.tests.parallel import at_the_same_time, parallel_writers_allowed

WRITERS = 20


@pytest.mark.django_db(transaction=True)
def test_of_twenty_deciding_steps_one_remains(world, tmp_path):
    with system_scope("test"):
        resolution = make.ResolutionFactory(municipality=world.here)
        body = make.BodyFactory(municipality=world.here)
        steps = [
            make.ConsultationFactory(resolution=resolution, body=body, position=n + 1) for n in range(WRITERS)
        ]

    def deciding(step):
        return lambda: services.keep_record(
            model=Consultation, pk=step.pk, version=1, values={"is_deciding": True}, by=world.coordinator
        )

    with parallel_writers_allowed(tmp_path):
        outcomes = at_the_same_time(world.coordinator, *(deciding(step) for step in steps))
        with system_scope("test"):
            marked = list(Consultation.objects.filter(is_deciding=True).values_list("pk", flat=True))
    kept = [row for row in outcomes if isinstance(row, Consultation)]
    refused = [row for row in outcomes if isinstance(row, ValidationError)]
    assert (len(kept), len(refused)) == (1, WRITERS - 1), outcomes
    assert marked == [kept[0].pk]
    assert all("is_deciding" in error.message_dict for error in refused)
