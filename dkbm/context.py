"""What every page knows: navigation, the municipality in view, the role, whether this is the demo."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from dkbm import registries
from dkbm.models import Municipality

SESSION_KEY = "dkbm_municipality"


def municipality_in_view(request: HttpRequest) -> Municipality | None:
    """The own municipality that the address names, else the one chosen in the switcher, else the first own one.

    None without membership. A copied address names its municipality, so that it shows the same in every session;
    it only narrows what is shown: rights never come from it.
    """
    own = own_municipalities(request.user)
    for slug in (request.GET.get("kommune"), request.session.get(SESSION_KEY)):
        named = next((m for m in own if m.slug == slug), None)
        if named is not None:
            return named
    return own[0] if own else None


def municipality_asked(request: HttpRequest) -> Municipality | None:
    """The municipality of a page that is open to all: the one the address names, else the one in view.

    404 for a name that does not exist.
    """
    slug = request.GET.get("kommune", "")
    if slug:
        return get_object_or_404(Municipality.objects.select_related("region"), slug=slug)
    return municipality_in_view(request)


def own_municipalities(user: Any) -> list[Municipality]:
    """Municipalities of current memberships, each once, by name."""
    if not user.is_authenticated:
        return []
    found = {m.municipality_id: m.municipality for m in user.current_memberships()}
    return sorted(found.values(), key=lambda m: (m.name, m.pk))


def role_label(user: Any, municipality: Municipality | None) -> str:
    """„Bildungsmanagement“, several with „und“; agency staff are „Transfermanagement“."""
    if not user.is_authenticated:
        return ""
    roles = [
        str(m.get_role_display())
        for m in user.current_memberships()
        if municipality and m.municipality_id == municipality.pk
    ]
    if user.current_agencies():
        roles.append("Transfermanagement")
    if user.is_superuser:
        roles.append("Betrieb")
    return " und ".join(roles) or "Gast"


def portal(request: HttpRequest) -> dict[str, Any]:
    """The context processor behind base.html."""
    user = getattr(request, "user", None)
    if user is None or not hasattr(request, "session"):
        return {"demo": settings.DEMO}
    municipality = municipality_in_view(request)
    return {
        "portal_nav": _navigation(request.path, municipality),
        "municipality_in_view": municipality,
        "municipalities": own_municipalities(user),
        "role_label": role_label(user, municipality),
        "demo": settings.DEMO,
        "preview": getattr(request, "preview", None),
        "request_id": getattr(request, "request_id", "-"),
    }


def _navigation(path: str, municipality: Municipality | None) -> list[dict[str, Any]]:
    entries = sorted(registries.navigation, key=lambda e: e.order)
    start = {"label": "Start", "url": reverse("dkbm:start"), "current": path == reverse("dkbm:start")}
    rest = [
        {"label": e.label, "url": reverse(e.url_name), "current": path.startswith(e.prefixes)}
        for e in entries
        if municipality or not e.own_only
    ]
    return [start, *rest]
