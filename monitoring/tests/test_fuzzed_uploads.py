"""Damaged files of every known form: read, refused with a sentence or shown for mapping, and nothing else."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from dkbm.access.roles import Role
from dkbm.access.scope import system_scope
from dkbm.jobs import engine
from dkbm.models import Job
from dkbm.models.job import JobState
from dkbm.tests.factories import member
from monitoring.models import ImportRun, ImportState, Observation
from monitoring.tests.fuzzing import damaged, originals, outcome

FULL = os.environ.get("DKBM_DRILL") == "full"
SEED = int(os.environ.get("DKBM_DRILL_SEED", "20261101"))
COUNT, THROUGH_THE_PAGE = (10_000, 100) if FULL else (1500, 4)
MOST_MEGABYTES = 300
ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.drill
@pytest.mark.timeout(3600 if FULL else 120)
@pytest.mark.skipif(sys.platform != "linux", reason="memory is counted as Linux does")
def test_drill_damaged_files_are_never_an_unhandled_error():
    command = [sys.executable, "-m", "monitoring.tests.fuzzing", str(SEED), str(COUNT)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    print(f"\nseed {SEED}, {COUNT} files: {said['outcomes']}, {said['megabytes']:.0f} MB")
    assert said["faults"] == []
    assert sum(said["outcomes"].values()) == COUNT
    assert min(said["outcomes"].get(name, 0) for name in ("read", "refused", "look")) > COUNT / 100
    assert said["megabytes"] < MOST_MEGABYTES


def test_the_same_seed_gives_the_same_files():
    assert [damaged(n, 5, originals()[:2]) for n in range(20)] == [
        damaged(n, 5, originals()[:2]) for n in range(20)
    ]
    assert damaged(3, 5, originals()[:2]) != damaged(3, 6, originals()[:2])


def test_undamaged_files_are_read_or_shown_for_mapping():
    assert [outcome(*file) for file in originals()] == [
        "read", "read", "read", "look", "look", "look", "look", "refused",
    ]  # fmt: skip


@pytest.mark.drill
@pytest.mark.django_db(transaction=True)
@pytest.mark.timeout(3600 if FULL else 120)
def test_drill_through_page_and_job_no_upload_stays_unanswered(emden, client_of):
    client, files = client_of(member(emden, Role.MONITORING)), originals()
    for number in range(THROUGH_THE_PAGE):
        name, data = damaged(number, SEED, files)
        file = SimpleUploadedFile("x", data or b"\n")
        file._name = name  # a browser may send a name that Django's own file would not take
        answer = client.post("/monitoring/importe/", {"file": file})
        assert answer.status_code in (302, 422), name
    with system_scope("test"):
        engine.drain()
        assert set(Job.objects.values_list("state", flat=True)) <= {JobState.DONE}
        states = set(ImportRun.objects.values_list("state", flat=True))
        assert states <= {ImportState.STAGED, ImportState.MAPPING, ImportState.UNREADABLE}
        assert not ImportRun.objects.filter(state=ImportState.UNREADABLE, message="").exists()
        assert not Observation.objects.exists()
