"""May this person do this (which rows exist for them is decided by the scope)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404

from dkbm.access.roles import Permission, may
from dkbm.access.scope import current_scope


def may_edit(user: Any, municipality: Any) -> bool:
    """Say whether the person may edit projects of this municipality."""
    return may(user, Permission.EDIT_PROJECTS, municipality)


def may_edit_resources(user: Any, municipality: Any) -> bool:
    """Say whether the person may edit posts and money of this municipality."""
    return may(user, Permission.EDIT_RESOURCES, municipality)


def check_editing(user: Any, municipality_id: int, permission: Permission = Permission.EDIT_PROJECTS) -> None:
    """Let pass who may edit projects (or what `permission` names) there; own or accompanied but not allowed is 403, foreign 404.

    A foreign project may be public and readable all the same: its edit page does not exist for others.
    """
    if may(user, permission, municipality_id):
        return
    scope = current_scope()
    if scope is not None and municipality_id in scope.own | scope.accompanied:
        raise PermissionDenied
    raise Http404
