"""Internal rows about knowledge and effects for the access matrix and the canaries."""

from __future__ import annotations

from typing import Any

from dkbm.access.audiences import Audience
from governance.models import Unit
from projects.models import Handover, Interface, KeyProcess, Participation, Post, Process, Review


def knowledge_ids(municipality: Any) -> dict[str, Any]:
    """One internal row of each kind of this municipality, by the routes that are about it."""
    offer = KeyProcess.objects.create(municipality=municipality, title="Innen")
    inside = {"municipality": municipality, "audience": Audience.INTERNAL}
    units = [Unit.objects.create(name=f"Innen {number}", **inside) for number in (1, 2)]
    interface = Interface.objects.create(
        municipality=municipality, process=offer, unit=units[0], other_unit=units[1]
    )
    post = Post.objects.create(municipality=municipality, function="Innen 2", fte=1)
    Handover.objects.create(municipality=municipality, post=post, running="Innen")
    role = {"kind": "stelle", "pk": post.pk}
    return {
        **{f"resources:knowledge-{deed}": offer.pk for deed in ("edit", "rename", "remove")},
        **{f"resources:interface-{deed}": interface.pk for deed in ("edit", "remove")},
        **{f"resources:handover{page}": role for page in ("", "-pdf", "-answers", "-start")},
    }


def effect_ids(project: Any) -> dict[str, Any]:
    """A review, a count of schools and a process of this project, by the routes that are about them."""
    rows = {
        "review": Review.objects.create(project=project, held_in="2026-03", result="Innen"),
        "participation": Participation.objects.create(
            project=project, as_of="2026", taking_part=1, eligible=2, source="Innen"
        ),
    }
    process = Process.objects.create(project=project, title="Innen 2")
    return {
        **{f"projects:{name}-{deed}": row.pk for name, row in rows.items() for deed in ("edit", "remove")},
        **{f"projects:{name}-create": project.pk for name in (*rows, "process")},
        "projects:process-edit": process.pk,
    }
