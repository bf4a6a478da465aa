"""HTTP of process learning: the page, and the decision of a municipality to take part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.generic import TemplateView
from django.views.generic.edit import FormView

from dkbm import clock
from dkbm.access.roles import Permission, may
from dkbm.context import municipality_in_view
from dkbm.services import Conflict
from dkbm.ui.sheets import Sheet, TakeAway
from dkbm.views import OwnMunicipality
from monitoring import learning_page, lists
from monitoring.forms_learning import LearningForm
from monitoring.models import LearningChoice
from monitoring.queries_learning import consent_of, learned, this_month
from monitoring.services.learning import decide_learning


class LearningPage(LoginRequiredMixin, TakeAway, TemplateView):
    """For everybody with an account: what the consenting municipalities teach, and the own ways beside it."""

    template_name = "monitoring/prozesslernen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = municipality_in_view(self.request)
        consent = consent_of(here) if here else None
        return super().get_context_data(
            here=here,
            may_decide=may(self.request.user, Permission.SHARE, here),
            consent=consent,
            takes_part=consent is not None and consent.choice != LearningChoice.NO,
            **learning_page.page(learned(here), this_month(clock.today())),
            **kwargs,
        )

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.learning(context)


class ConsentPage(OwnMunicipality, FormView):
    """The one decision whether others may learn."""

    needs = Permission.SHARE
    template_name = "monitoring/prozesslernen_freigabe.html"
    form_class = LearningForm

    def get_initial(self) -> dict[str, Any]:
        held = consent_of(self.municipality)
        return {"choice": held.choice if held else LearningChoice.NO, "version": held.version if held else 0}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(municipality=self.municipality, **kwargs)

    def form_valid(self, form: LearningForm) -> HttpResponse:
        try:
            decide_learning(municipality=self.municipality, by=self.request.user, **form.cleaned_data)
        except Conflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(self.request, _("Gespeichert. Die Entscheidung gilt ab sofort."))
        return redirect("learning:page")

    def _conflict(self, form: LearningForm, current: Any) -> HttpResponse:
        """What was chosen stays; the next save is about the decision of now."""
        choice = form.cleaned_data["choice"]
        again = LearningForm(initial={"choice": choice, "version": current.version if current else 0})
        saved = str(current) if current else "–"
        rows = [(form.fields["choice"].label, LearningChoice(choice).label, saved)]
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=409)
