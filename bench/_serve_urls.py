"""Addresses of the portal's side of `bench serve`."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import path

from dkbm.urls import urlpatterns as portal


@login_required
def empty(request: HttpRequest) -> HttpResponse:
    """The least that a page for people with an account can do."""
    return HttpResponse(b"", content_type="text/plain")


urlpatterns = [path("leer/", empty), *portal]
