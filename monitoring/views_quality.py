"""HTTP of the quality page."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from dkbm.access.roles import Permission, may
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring import queries_quality as quality
from monitoring.queries_own import sheet_rows
from monitoring.views import ImportAllowed


class Quality(ImportAllowed, TakeAway, TemplateView):
    """What is due, what does not fit, what is incomplete, what somebody wanted to come back to."""

    template_name = "monitoring/qualitaet.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = self.municipality
        may_write = may(self.request.user, Permission.COMMIT_IMPORT, here)
        tables = quality.due_tables(here)
        return super().get_context_data(
            here=here,
            may_write=may_write,
            due_tables=[row for row in tables if row.is_pressing],
            regions=quality.region_setting(here),
            never_read=[row for row in tables if not row.is_pressing],
            rows=sheet_rows(here),
            findings=quality.findings(here),
            outliers=quality.outliers(here, shown=may_write),
            follow_ups=quality.follow_ups(here),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.quality(context)
