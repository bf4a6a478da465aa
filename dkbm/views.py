"""Pages of the ground floor: municipalities, switcher, job status, legal pages, feedback, invitations."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.generic import DetailView, TemplateView, View
from django.views.generic.edit import FormView

from dkbm import clock, errors, personal, registries, services
from dkbm.access.preview import SESSION_KEY as PREVIEW_KEY
from dkbm.access.preview import Eyes, preview_of
from dkbm.access.roles import AGENCY_PERMISSIONS, PERMISSION_TEXTS, ROLE_PERMISSIONS, Permission, Role, may
from dkbm.context import SESSION_KEY, municipality_in_view, own_municipalities
from dkbm.forms import AcceptanceForm, FeedbackForm, InvitationForm, SettingsForm, SharingForm
from dkbm.models import Feedback, Job, Municipality
from dkbm.models.job import JobState
from dkbm.ui.glossary import WORDS


class MunicipalityDetail(DetailView):
    """The profile of a municipality, made of the floors' panels."""

    template_name = "dkbm/kommune.html"
    context_object_name = "municipality"

    def get_queryset(self) -> Any:
        return Municipality.objects.select_related("region")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        panels = []
        for panel in sorted(registries.panels, key=lambda p: p.order):
            values = panel.context(self.object, self.request.user)
            if values is not None:
                panels.append({"template": panel.template, "values": values})
        may_share = may(self.request.user, Permission.SHARE, self.object)
        may_invite = may(self.request.user, Permission.MANAGE_MEMBERS, self.object)
        may_set = may(self.request.user, Permission.EDIT_BODIES, self.object)
        may_read = may(self.request.user, Permission.READ, self.object)
        return super().get_context_data(
            panels=panels,
            may_share=may_share,
            may_invite=may_invite,
            may_set=may_set,
            may_read=may_read,
            **kwargs,
        )


class Switch(LoginRequiredMixin, View):
    """Choose which of one's own municipalities is in view. Narrows, never widens."""

    http_method_names = ("post",)

    def post(self, request: HttpRequest) -> HttpResponse:
        wanted = request.POST.get("municipality", "")
        if wanted not in {m.slug for m in own_municipalities(request.user)}:
            raise Http404
        request.session[SESSION_KEY] = wanted
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
        return redirect(target if safe else "dkbm:start")


class PreviewPage(LoginRequiredMixin, View):
    """Choose whose eyes to look with at one's own municipality, or end it."""

    http_method_names = ("get", "post")

    def get(self, request: HttpRequest) -> HttpResponse:
        here = self._place(request)
        now = preview_of(request.user, *request.session.get(PREVIEW_KEY, ("", "")))
        choices = [eyes for eyes in Eyes.choices if preview_of(request.user, here.slug, eyes[0])]
        context = {
            "here": here,
            "choices": choices,
            "running": now and now.eyes.label,
            "next": request.GET.get("next", ""),
        }
        return render(request, "dkbm/vorschau.html", context)

    def post(self, request: HttpRequest) -> HttpResponse:
        here = self._place(request)
        if "ende" in request.POST:
            request.session.pop(PREVIEW_KEY, None)
        elif preview_of(request.user, here.slug, request.POST.get("als", "")) is None:
            raise Http404
        else:
            request.session[PREVIEW_KEY] = (here.slug, request.POST["als"])
        target = request.POST.get("next", "")
        safe = url_has_allowed_host_and_scheme(target, allowed_hosts={request.get_host()})
        return redirect(target) if safe else redirect("dkbm:municipality", here.slug)

    def _place(self, request: HttpRequest) -> Municipality:
        here = municipality_in_view(request)
        if here is None:
            raise PermissionDenied
        return here


class JobStatus(LoginRequiredMixin, View):
    """Progress of a job as JSON for the page that waits for it."""

    http_method_names = ("get",)

    def get(self, request: HttpRequest, pk: int) -> JsonResponse:
        job = get_object_or_404(Job, pk=pk)
        return JsonResponse(
            {
                "state": job.state,
                "label": job.get_state_display(),
                "percent": job.percent,
                "text": job.progress_text,
                "error": job.error if job.state == JobState.QUARANTINED else "",
                "finished": job.is_finished,
            }
        )


class Glossary(TemplateView):
    """The words of the portal."""

    template_name = "seiten/glossar.html"
    extra_context = {"words": WORDS}


class Rights(TemplateView):
    """„Was darf ich?“: the table of roles, from the same data that decides."""

    template_name = "seiten/rechte.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [
            {
                "text": text,
                "cells": [permission in ROLE_PERMISSIONS[role] for role in Role]
                + [permission in AGENCY_PERMISSIONS],
            }
            for permission, text in PERMISSION_TEXTS.items()
        ]
        heads = [role.label for role in Role] + [_("Transfermanagement")]
        return super().get_context_data(rows=rows, heads=heads, **kwargs)


class FeedbackPage(FormView):
    """Feedback on a page, open to everybody, limited per address."""

    template_name = "seiten/rueckmeldung.html"
    form_class = FeedbackForm

    def get_initial(self) -> dict[str, str]:
        return {"page": self.request.GET.get("seite", "")[:300]}

    def form_valid(self, form: FeedbackForm) -> HttpResponse:
        if not ratelimit.consume(self.request, action="feedback"):
            return errors.too_many(self.request)
        Feedback.objects.create(
            municipality=municipality_in_view(self.request), created_at=clock.now(), **form.cleaned_data
        )
        messages.success(self.request, _("Danke. Ihre Rückmeldung ist angekommen."))
        return redirect("dkbm:rueckmeldung")


class OwnMunicipality(LoginRequiredMixin):
    """Pages about one municipality that need a permission there: foreign = 404, own but not allowed = 403."""

    needs: Permission

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.handle_no_permission()
        own = {m.slug: m for m in own_municipalities(request.user)}
        if kwargs["slug"] not in own:
            raise Http404
        self.municipality = own[kwargs["slug"]]
        if not may(request.user, self.needs, self.municipality):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class SharingPage(OwnMunicipality, FormView):
    """The one sharing decision of a municipality, with what it means."""

    needs = Permission.SHARE
    template_name = "dkbm/freigabe.html"
    form_class = SharingForm

    def get_initial(self) -> dict[str, Any]:
        row = Municipality.objects.get(pk=self.municipality.pk)
        return {"sharing": row.sharing, "version": row.version}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(municipality=self.municipality, **kwargs)

    def form_valid(self, form: SharingForm) -> HttpResponse:
        try:
            services.decide_sharing(municipality=self.municipality, by=self.request.user, **form.cleaned_data)
        except services.Conflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(
            self.request, _("Gespeichert. Die Agentur sieht ab sofort, was Sie entschieden haben.")
        )
        return redirect(self.municipality)

    def _conflict(self, form: SharingForm, current: Municipality) -> HttpResponse:
        form = SharingForm(initial={"sharing": form.cleaned_data["sharing"], "version": current.version})
        yours = dict(form.fields["sharing"].choices)[form.initial["sharing"]]
        rows = [(_("Das sieht die Transferagentur"), yours, current.get_sharing_display())]
        return render(self.request, "konflikt.html", {"form": form, "rows": rows}, status=409)


class SettingsPage(OwnMunicipality, FormView):
    """What things are called here, and when the budget is made."""

    needs = Permission.EDIT_BODIES
    template_name = "dkbm/einstellungen.html"
    form_class = SettingsForm

    def get_initial(self) -> dict[str, Any]:
        return SettingsForm.start_from(Municipality.objects.get(pk=self.municipality.pk))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(municipality=self.municipality, **kwargs)

    def form_valid(self, form: SettingsForm) -> HttpResponse:
        try:
            services.change_settings(
                municipality=self.municipality,
                labels=form.labels(),
                budget_calendar=form.budget_calendar(),
                version=form.cleaned_data["version"],
                by=self.request.user,
            )
        except services.Conflict as conflict:
            return self._conflict(form, conflict.current)
        messages.success(self.request, _("Gespeichert."))
        return redirect(self.municipality)

    def _conflict(self, form: SettingsForm, current: Municipality) -> HttpResponse:
        saved = SettingsForm.start_from(current)
        again = SettingsForm(initial={**form.cleaned_data, "version": current.version})
        rows = [
            (field.label, form.cleaned_data[name] or "–", saved.get(name) or "–")
            for name, field in again.fields.items()
            if name != "version" and (form.cleaned_data[name] or "") != (saved.get(name) or "")
        ]
        return render(self.request, "konflikt.html", {"form": again, "rows": rows}, status=409)


class ProcessingRegister(TemplateView):
    """Art. 30 GDPR: the register of processing, made of the marks on the tables."""

    template_name = "seiten/verzeichnis.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(activities=personal.register(), **kwargs)


class InvitationPage(OwnMunicipality, FormView):
    """Invite somebody: the link is shown once, to be handed on."""

    needs = Permission.MANAGE_MEMBERS
    template_name = "dkbm/einladen.html"
    form_class = InvitationForm

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(municipality=self.municipality, **kwargs)

    def form_valid(self, form: InvitationForm) -> HttpResponse:
        invitation, token = services.invite(
            municipality=self.municipality, by=self.request.user, **form.cleaned_data
        )
        link = self.request.build_absolute_uri(f"/einladung/{token}/")
        context = self.get_context_data(form=InvitationForm(), invitation=invitation, link=link)
        return self.render_to_response(context)


class AcceptancePage(FormView):
    """The page behind an invitation link."""

    template_name = "dkbm/einladung.html"
    form_class = AcceptanceForm

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not ratelimit.consume(request, action="invitation"):
            return errors.too_many(request)
        self.invitation = services.open_invitation(kwargs["token"])
        if self.invitation is None:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(invitation=self.invitation, **kwargs)

    def form_valid(self, form: AcceptanceForm) -> HttpResponse:
        user = services.accept_invitation(token=self.kwargs["token"], **form.cleaned_data)
        if user is None:
            raise Http404
        messages.success(self.request, _("Ihr Zugang ist angelegt. Melden Sie sich jetzt an."))
        return redirect("account_login")
