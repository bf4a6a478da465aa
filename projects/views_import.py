"""Budget lines and posts from a file: upload, preview with totals, take over exactly what was shown."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from dkbm.access.roles import Permission
from projects import rules
from projects.services_import import NEW, REFUSED, SAME, Result, rehearse_rows, take_over_rows
from projects.sheets_resources import Line, Lines, NotReadable, read
from projects.views_scenarios import OwnPage

SALT = "projects.import"
PREVIEW_SECONDS = 3600
UNSAVED, CHANGED = 422, 409


class ResourceImport(OwnPage):
    """Step one shows what would change, step two takes over exactly that."""

    template_name = "projects/ressourcen_einlesen.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._check()
        return self._page()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self._check()
        if "vorschau" in request.POST:
            return self._take_over(request.POST["vorschau"])
        try:
            lines = read(request.FILES.get("datei"))
        except NotReadable as fault:
            return self._page(UNSAVED, file_fault=str(fault))
        result = rehearse_rows(municipality=self.here, lines=lines, by=request.user)
        return self._preview(lines, result, UNSAVED if result.is_refused else 200)

    def _check(self) -> None:
        rules.check_editing(self.request.user, self.here.pk, Permission.EDIT_RESOURCES)

    def _take_over(self, sent: str) -> HttpResponse:
        try:
            lines, shown = self._opened(sent)
        except signing.BadSignature:
            words = _("Die Vorschau ist abgelaufen. Bitte laden Sie die Datei noch einmal hoch.")
            return self._page(UNSAVED, file_fault=words)
        result = take_over_rows(municipality=self.here, lines=lines, shown=shown, by=self.request.user)
        if result.is_refused or result.fingerprint != shown:
            return self._preview(lines, result, CHANGED, is_changed=True)
        number = sum(row.word != SAME for row in result.outcomes)
        messages.success(self.request, _("Übernommen: %(n)d Zeilen.") % {"n": number})
        return redirect("resources:lines" if "haushalt" in lines else "resources:posts")

    def _preview(self, lines: Lines, result: Result, status: int, **more: Any) -> HttpResponse:
        counts = Counter(row.word for row in result.outcomes)
        return self._page(
            status,
            outcomes=[row for row in result.outcomes if row.word != SAME],
            counts=[(word, counts[word]) for word in (NEW, "geändert", SAME, REFUSED) if counts[word]],
            refused=counts[REFUSED],
            to_keep=len(result.outcomes) - counts[SAME],
            totals=result.totals,
            preview=self._sealed(lines, result),
            **more,
        )

    def _sealed(self, lines: Lines, result: Result) -> str:
        """The preview as text that the browser sends back unchanged."""
        rows = {slug: [(line.number, line.texts) for line in found] for slug, found in lines.items()}
        content = {"rows": rows, "shown": result.fingerprint, **self._who()}
        return signing.dumps(content, salt=SALT, compress=True)

    def _opened(self, text: str) -> tuple[Lines, str]:
        """Rows and what was shown. Raises BadSignature when it is not of here, not one's own or too old."""
        content = signing.loads(text, salt=SALT, max_age=PREVIEW_SECONDS)
        if {name: content[name] for name in self._who()} != self._who():
            raise signing.BadSignature("a preview of somebody or somewhere else")
        rows = content["rows"].items()
        return {slug: [Line(*line) for line in found] for slug, found in rows}, content["shown"]

    def _who(self) -> dict[str, int]:
        return {"here": self.here.pk, "user": self.request.user.pk}

    def _page(self, status: int = 200, **more: Any) -> HttpResponse:
        answer = self.render_to_response(self.get_context_data(**more))
        answer.status_code = status
        return answer
