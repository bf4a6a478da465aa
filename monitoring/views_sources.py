"""HTTP of the register of sources."""

from __future__ import annotations

from typing import Any

from django.views.generic import TemplateView

from dkbm.access.roles import Permission, may
from dkbm.context import municipality_in_view
from dkbm.ui.sheets import Sheet, TakeAway
from monitoring import lists
from monitoring import queries_sources as sources


class Sources(TakeAway, TemplateView):
    """„Quellen“: where the figures come from, how new they are, what is to be fetched next. Public."""

    template_name = "monitoring/quellen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = sources.register()
        here = municipality_in_view(self.request)
        return super().get_context_data(
            held=[row for row in rows if row.due.newest is not None],
            missing=[row for row in rows if row.due.newest is None],
            overdue=sum(row.state == sources.OVERDUE for row in rows),
            may_import=may(self.request.user, Permission.IMPORT, here),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.sources(context)
