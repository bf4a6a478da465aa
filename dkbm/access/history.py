"""History rows obey the same scope as the rows they tell about."""

from __future__ import annotations

from functools import cache
from typing import Any

from simple_history.manager import HistoryManager
from simple_history.models import HistoricalRecords

from dkbm.access.audiences import Sharing
from dkbm.access.scope import AgencyOwned, ScopedManager, ScopedModel, ScopeMissing, current_scope


class ScopedHistoryManager(HistoryManager):
    """`row.history` and `Model.history`: only what the open scope sees."""

    @classmethod
    @cache
    def from_queryset(cls, queryset_class: type[Any], class_name: str | None = None) -> type[Any]:
        """The package asks at every look at `history`, so at every save; making a class takes longer than the row."""
        return super().from_queryset(queryset_class, class_name)

    def get_queryset(self) -> Any:
        scope = current_scope()
        if scope is None:
            raise ScopeMissing(self.model.__name__)
        rows = super().get_queryset()
        return rows if scope.everything else rows.filter(self.model.visible_to(scope))


class HistoricalScoped(ScopedModel):
    """Base of historical models; what is gone or was internal then is not shared afterwards."""

    shared_from: Sharing | None = None
    objects = ScopedManager()

    class Meta:
        abstract = True


class HistoricalAgencyOwned(AgencyOwned):
    """Base of historical models of an agency's own rows that hang on `agency` themselves."""

    objects = ScopedManager()

    class Meta:
        abstract = True


class HistoricalOfAgencyRecord(AgencyOwned):
    """Base of historical models of parts of an agency's record."""

    tenant_path = "record__agency"
    objects = ScopedManager()

    class Meta:
        abstract = True


def agency_history(app: str, *, of_record: bool = False, **options: Any) -> HistoricalRecords:
    """HistoricalRecords for an agency's own rows: as hidden from municipalities as the rows."""
    base = HistoricalOfAgencyRecord if of_record else HistoricalAgencyOwned
    return HistoricalRecords(app=app, bases=[base], history_manager=ScopedHistoryManager, **options)


def scoped_history(app: str, tenant_path: str = "municipality", **options: Any) -> HistoricalRecords:
    """HistoricalRecords for a scoped model with the same path to Municipality."""
    base = type(
        "HistoricalScopedBy" + tenant_path.title().replace("_", ""),
        (HistoricalScoped,),
        {
            "__module__": __name__,
            "tenant_path": tenant_path,
            "Meta": type("Meta", (), {"abstract": True, "app_label": app}),
        },
    )
    return HistoricalRecords(app=app, bases=[base], history_manager=ScopedHistoryManager, **options)
