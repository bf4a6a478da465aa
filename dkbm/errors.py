"""Error answers: German, calm, with the request id; they need neither database nor person."""

import sys

import requests
from django.core.exceptions import RequestDataTooBig
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template import loader

# the database, or the identity provider, does not answer
AWAY = (OperationalError, InterfaceError, requests.ConnectionError, requests.Timeout)


def page(request: HttpRequest, status: int, **context: object) -> HttpResponse:
    """The error page of that status from `templates/fehler/`."""
    context["request_id"] = getattr(request, "request_id", "-")
    return HttpResponse(loader.render_to_string(f"fehler/{status}.html", context), status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return too_large(request) if isinstance(exception, RequestDataTooBig) else page(request, 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 403)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return page(request, 403, csrf=True)


def too_large(request: HttpRequest) -> HttpResponse:
    return page(request, 413)


def too_many(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    response = page(request, 429)
    response["Retry-After"] = "300"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours; while something else is away it is „try again soon“ instead."""
    if isinstance(sys.exc_info()[1], AWAY):
        return unavailable(request)
    return page(request, 500)


def unavailable(request: HttpRequest) -> HttpResponse:
    response = page(request, 503)
    response["Retry-After"] = "30"
    return response
