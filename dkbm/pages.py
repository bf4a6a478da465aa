"""Composed pages of the roof: the start page, made of what every floor has to say to this person."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View

from dkbm import clock, digest, due, registries
from dkbm.access.roles import Permission, may, may_anywhere
from dkbm.context import municipality_in_view
from dkbm.ui.sheets import Sheet, TakeAway, columns_of, sheet_of


class Start(LoginRequiredMixin, TemplateView):
    """What changed, what is due, what do I do."""

    template_name = "dkbm/start.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        municipality = municipality_in_view(self.request)
        blocks = []
        for block in sorted(registries.start_blocks, key=lambda b: b.order):
            values = block.context(municipality, self.request.user)
            if values is not None:
                blocks.append({"template": block.template, "values": values})
        tasks = due.tasks_of(municipality, self.request.user)
        return super().get_context_data(
            blocks=blocks,
            here=municipality,
            greeting=_greeting(municipality, len(tasks), may_anywhere(self.request.user, Permission.COMPARE)),
            today=clock.today(),
            tasks=due.shown(tasks[: due.FIRST_SCREEN]),
            more_tasks=max(0, len(tasks) - due.FIRST_SCREEN),
            **kwargs,
        )


def _greeting(here: Any, tasks: int, compares: bool) -> str:
    """The first words: how much is to be done."""
    if here is None:
        return _("Ihre Kommunen") if compares else _("Guten Tag")
    if not tasks:
        return _("Guten Tag. Gerade ist nichts fällig.")
    if tasks == 1:
        return _("Guten Tag. Eine Sache ist dran.")
    if tasks > due.FIRST_SCREEN:
        return _("Guten Tag. Sieben Dinge sind als Nächstes dran.")
    return _("Guten Tag. %(number)s Dinge sind dran.") % {"number": NUMBERS[tasks - 2]}


NUMBERS = (_lazy("Zwei"), _lazy("Drei"), _lazy("Vier"), _lazy("Fünf"), _lazy("Sechs"), _lazy("Sieben"))


class Tasks(LoginRequiredMixin, TakeAway, TemplateView):
    """All that is due for this person in the municipality in view, by kind."""

    template_name = "dkbm/aufgaben.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = municipality_in_view(self.request)
        found = due.groups(here, self.request.user)
        return super().get_context_data(
            here=here,
            groups=[(group, due.shown(group.tasks)) for group in found],
            count=sum(len(group.tasks) for group in found),
            may_act=may(self.request.user, Permission.EDIT_BODIES, here),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        rows = [
            {
                "what": row.task.sentence,
                "when": row.when or _("kein Termin"),
                "late": row.task.late,
                "kind": group.label,
                "address": self.request.build_absolute_uri(row.task.url),
            }
            for group, shown in context["groups"]
            for row in shown
        ]
        columns = columns_of(
            what=_("Aufgabe"), when=_("Wann"), late=_("überfällig"), kind=_("Art"), address=_("Wo")
        )
        return sheet_of(_("Aufgaben"), "aufgaben", columns, rows, here=context["here"])


class Subscriptions(LoginRequiredMixin, View):
    """What mails one gets, and the button that changes it."""

    http_method_names = ("get", "post")

    def get(self, request: HttpRequest) -> HttpResponse:
        return render(request, "dkbm/benachrichtigungen.html", {"wanted": digest.is_wanted(request.user)})

    def post(self, request: HttpRequest) -> HttpResponse:
        digest.choose(user=request.user, wanted=request.POST.get("woche") == "ja")
        messages.success(request, _("Gespeichert."))
        return redirect("dkbm:subscriptions")


@method_decorator(csrf_exempt, name="dispatch")
class Unsubscribe(View):
    """Unsubscribe by the signed link of a mail, without login; mail programs post here too (RFC 8058).

    The signature stands for the person, so a forged form on another page can do no more than the link.
    """

    http_method_names = ("get", "post")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.person = digest.person_of(kwargs["token"])
        if self.person is None:
            raise Http404
        response = super().dispatch(request, *args, **kwargs)
        response["Referrer-Policy"] = "no-referrer"
        return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return render(request, "dkbm/abbestellen.html", {"done": False})

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        digest.choose(user=self.person, wanted=False)
        return render(request, "dkbm/abbestellen.html", {"done": True})
