"""OParl 1.1 under /oparl/<Kommune>/: JSON for programs, with the eyes of the public whoever asks."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.generic import View

from dkbm.access.scope import PUBLIC, acting_within
from dkbm.models import Municipality
from governance import oparl
from governance.oparl.lists import BadFilter
from governance.oparl.sources import entries

TERMS = "legislativeterm"


class OParl(View):
    """What the pages share: the municipality, the public scope, the headers, errors as JSON."""

    http_method_names = ("get", "head", "options")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        with acting_within(PUBLIC):
            try:
                response = super().dispatch(request, *args, **kwargs)
            except Http404:
                response = JsonResponse({"error": "not found"}, status=404)
            except BadFilter as error:
                response = JsonResponse({"error": f"bad value of {error}"}, status=400)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    def writer(self, slug: str) -> oparl.Writer:
        """Writes objects of the municipality in the address; 404 without one."""
        here = get_object_or_404(Municipality.objects.select_related("region"), slug=slug)
        root = self.request.build_absolute_uri(reverse("oparl:system", args=[slug]))
        omit = self.request.GET.get("omit_internal", "").lower() in ("true", "1")
        return oparl.Writer(here, root, internal=not omit)


class System(OParl):
    """The entrance."""

    def get(self, request: HttpRequest, slug: str) -> JsonResponse:
        writer = self.writer(slug)
        return _json(oparl.system(writer.municipality, writer.root))


class Bodies(OParl):
    """The list of bodies: the one municipality."""

    def get(self, request: HttpRequest, slug: str) -> JsonResponse:
        writer = self.writer(slug)
        page = oparl.page_of([], request.GET, f"{writer.root}body/", writer.objects)
        page["data"] = [writer.body()]
        page["pagination"]["totalElements"] = 1
        return _json(page)


class BodyObject(OParl):
    """The municipality."""

    def get(self, request: HttpRequest, slug: str) -> JsonResponse:
        return _json(self.writer(slug).body())


class ObjectList(OParl):
    """All objects of a kind; those that are gone appear when somebody asks what changed since."""

    def get(self, request: HttpRequest, slug: str, kind: str) -> JsonResponse:
        writer = self.writer(slug)
        found = []
        if kind in oparl.KINDS:
            found = entries(kind, writer.municipality, gone="modified_since" in request.GET)
        elif kind != TERMS:
            raise Http404
        wanted = request.GET.get("organization", "")
        if wanted and kind == "meeting":
            found = [e for e in found if e.row is not None and f"g{e.row.body_id}" == wanted]
        return _json(oparl.page_of(found, request.GET, f"{writer.root}{kind}/", writer.objects))


class Object(OParl):
    """One object, or the note that it is gone."""

    def get(self, request: HttpRequest, slug: str, kind: str, name: str) -> JsonResponse:
        writer = self.writer(slug)
        if kind not in oparl.KINDS:
            raise Http404
        here = writer.municipality
        entry = oparl.find(kind, name, here) or oparl.tombstone(kind, name, here)
        if entry is None:
            raise Http404
        return _json(writer.objects([entry])[0])


def _json(content: dict[str, Any]) -> JsonResponse:
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})
