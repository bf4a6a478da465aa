"""What every answer carries, and what is refused before any view sees it."""

import re
import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

from dkbm import errors, health
from dkbm.logs import request_id

PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
UNSAFE = re.compile(r"[\x00\ud800-\udfff]")


class RequestId:
    """A short id per request: in the log, on error pages, in a header."""

    def __init__(self, get_response) -> None:  # noqa: ANN001
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = secrets.token_hex(6)
        token = request_id.set(request.request_id)
        try:
            response = self.get_response(request)
        finally:
            request_id.reset(token)
        response["X-Request-Id"] = request.request_id
        return response


class Headers:
    """What the browser is told on every answer; `no-store` on all that is no static file.

    SecurityMiddleware sets some of them too, but it stands further in and may refuse a request itself.
    """

    def __init__(self, get_response) -> None:  # noqa: ANN001
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cross-Origin-Opener-Policy", settings.SECURE_CROSS_ORIGIN_OPENER_POLICY)
        response.setdefault("Referrer-Policy", settings.SECURE_REFERRER_POLICY)
        response.setdefault("X-Content-Type-Options", "nosniff")
        if response.status_code >= 400 or not request.path.startswith(settings.STATIC_URL):
            response.setdefault("Cache-Control", "no-store, private")
        return response


class Probes:
    """Health probes come by address, without TLS and cookies, and must answer when the database is away."""

    VIEWS = {"/livez": health.livez, "/readyz": health.readyz}

    def __init__(self, get_response) -> None:  # noqa: ANN001
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        probe = self.VIEWS.get(request.path_info)
        return probe(request) if probe and request.method in ("GET", "HEAD") else self.get_response(request)


class German:
    """The portal speaks German, whatever language the browser asks for."""

    def __init__(self, get_response) -> None:  # noqa: ANN001
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with translation.override("de"):
            return self.get_response(request)


class Refusals:
    """Bodies that are too large and texts no database can hold are answered before any view runs."""

    def __init__(self, get_response) -> None:  # noqa: ANN001
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if _length(request) > settings.UPLOAD_LIMIT_BYTES:
            return errors.too_large(request)
        if any(UNSAFE.search(text) for text in _texts(request)):
            return errors.bad_request(request)
        return self.get_response(request)


def _texts(request: HttpRequest) -> list[str]:
    """Path, names and values of the query, values of the cookies (a quoted one may hold any byte)."""
    query = [text for name, values in request.GET.lists() for text in (name, *values)]
    return [request.path, *query, *request.COOKIES.values()]


def _length(request: HttpRequest) -> int:
    text = request.META.get("CONTENT_LENGTH") or "0"
    return int(text) if text.isdecimal() else 0
