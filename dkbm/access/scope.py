"""Which rows exist for the person on whose behalf we read. Nowhere else are rows filtered by person.

Every model with municipal data derives from `ScopedModel` and names its path to `Municipality`.
Reading such a model while no scope is open raises `ScopeMissing`: forgetting is loud, never leaky.
The scope is opened from memberships (middleware), from a job's row (worker), or, for the few listed
modules that really need everything, by `system_scope(reason)`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.db.models.sql import Query

from dkbm.access.audiences import Audience, Sharing


class ScopeMissing(RuntimeError):
    """Municipal data was read although nobody said on whose behalf."""

    def __init__(self, model_name: str) -> None:
        super().__init__(f"{model_name} was read without a scope (dkbm.access.scope)")


@dataclass(frozen=True)
class Scope:
    """Whose eyes we read with: municipality ids of one's own and of those one's agency accompanies.

    `agencies`: ids of the agencies one works for, whose own records one sees. `own` ids are seen whole; `accompanied` ids as far as the municipality shares; what is marked
    public is seen by everyone. `everything` belongs to `system_scope` alone.
    """

    own: frozenset[int] = field(default_factory=frozenset)
    accompanied: frozenset[int] = field(default_factory=frozenset)
    agencies: frozenset[int] = field(default_factory=frozenset)
    user_id: int | None = None
    everything: bool = False
    reason: str = ""


PUBLIC = Scope(reason="anonymous")
_current: ContextVar[Scope | Callable[[], Scope] | None] = ContextVar("dkbm_scope", default=None)


def current_scope() -> Scope | None:
    """The open scope, or None when nobody opened one."""
    held = _current.get()
    return held() if callable(held) else held


@contextmanager
def acting_within(scope: Scope) -> Iterator[Scope]:
    """Read with this scope inside the block."""
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


@contextmanager
def acting_as(find: Callable[[], Scope]) -> Iterator[None]:
    """Read inside the block with the scope that `find` gives, asked once, when the first scoped row is read.

    For requests: many of them read nothing that belongs to a municipality. `find` itself may read no scoped rows.
    """
    token = _current.set(cache(find))
    try:
        yield
    finally:
        _current.reset(token)


@contextmanager
def system_scope(reason: str) -> Iterator[Scope]:
    """Read everything: for migrations of data, sweeps, demo content. `reason` is for the reader.

    Which modules may call this is listed in `dkbm/tests/test_access_scope.py`.
    """
    if not reason:
        raise ValueError("system_scope needs a reason")
    with acting_within(Scope(everything=True, reason=reason)) as scope:
        yield scope


class ScopedQuery(Query):
    """A query that refuses to compile while its scope is still open to question."""

    scope_pending = False

    def get_compiler(self, *args: Any, **kwargs: Any) -> Any:
        if self.scope_pending:
            raise ScopeMissing(self.model.__name__)
        return super().get_compiler(*args, **kwargs)

    def chain(self, klass: Any = None) -> Any:
        if self.scope_pending and klass is not None:
            raise ScopeMissing(self.model.__name__)
        return super().chain(klass)


class ScopedQuerySet(models.QuerySet):
    """Rows within the scope; built without one (a form class at import) it waits, and raises if used."""

    def __init__(self, model: Any = None, query: Any = None, using: Any = None, hints: Any = None) -> None:
        if query is None and model is not None:
            query = ScopedQuery(model)
        super().__init__(model, query, using, hints)

    def _apply_scope(self) -> Self:
        scope = current_scope()
        if scope is None:
            self.query.scope_pending = True
            return self
        self.query.scope_pending = False
        if scope.everything:
            return self
        return self.filter(self.model.visible_to(scope))

    def _chain(self) -> Self:
        clone = super()._chain()
        if getattr(clone.query, "scope_pending", False) and current_scope() is not None:
            return clone._apply_scope()
        return clone

    def _refuse_pending(self) -> None:
        if getattr(self.query, "scope_pending", False):
            raise ScopeMissing(self.model.__name__)

    def delete(self) -> Any:
        self._refuse_pending()
        return super().delete()

    delete.alters_data = True
    delete.queryset_only = True

    def _raw_delete(self, using: Any) -> Any:
        self._refuse_pending()
        return super()._raw_delete(using)

    def bulk_create(self, *args: Any, **kwargs: Any) -> Any:
        self._refuse_pending()
        return super().bulk_create(*args, **kwargs)


class ScopedManager(models.Manager.from_queryset(ScopedQuerySet)):
    """Default manager of every model with municipal data. Never a `base_manager_name`: that defeats PROTECT."""

    use_in_migrations = False

    def get_queryset(self) -> Any:
        return super().get_queryset()._apply_scope()


class ScopedModel(models.Model):
    """A row that belongs to a municipality by `tenant_path` (lookup to Municipality, "" = itself).

    `shared_from`: from which sharing decision on the accompanying agency sees the row; None = never.
    `audience_path`: lookup of an `Audience` field; rows meant for "öffentlich" are seen by everyone,
    rows kept "intern" are not shared with the agency whatever the municipality decided.
    `official_null`: rows without municipality are official stock, seen by everyone.
    """

    tenant_path = "municipality"
    shared_from: Sharing | None = Sharing.ALL
    audience_path: str | None = None
    official_null = False

    objects = ScopedManager()

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        """Own, or shared with me at my level, or public, as one Q."""
        path = cls.tenant_path
        prefix = f"{path}__" if path else ""
        rows = Q(**{f"{prefix}pk__in": scope.own})
        if cls.shared_from is not None and scope.accompanied:
            shared = Q(**{f"{prefix}pk__in": scope.accompanied, f"{prefix}sharing__gte": cls.shared_from})
            if cls.audience_path:
                shared &= Q(**{f"{cls.audience_path}__gte": Audience.AGENCY})
            rows |= shared
        if cls.audience_path:
            rows |= Q(**{cls.audience_path: Audience.PUBLIC})
        if cls.official_null:
            rows |= Q(**{f"{path}__isnull": True})
        return rows


class AgencyOwned(ScopedModel):
    """A row that belongs to a transfer agency alone: no municipality ever sees it, whatever is shared.

    `tenant_path` is the lookup to Agency.
    """

    tenant_path = "agency"

    class Meta:
        abstract = True

    @classmethod
    def visible_to(cls, scope: Scope) -> Q:
        """Rows of the agencies one works for."""
        return Q(**{f"{cls.tenant_path}__in": scope.agencies})
