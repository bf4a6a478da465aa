"""Pages about posts and money: what there is, what ends, and the forms to change it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.mixins import LoginRequiredMixin
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.generic import CreateView, TemplateView, UpdateView, View

from dkbm import clock
from dkbm.access.roles import Permission, may_anywhere
from dkbm.access.scope import current_scope
from dkbm.context import municipality_in_view
from dkbm.models import Municipality
from dkbm.numbers import written_number
from dkbm.services import Conflict
from dkbm.ui.sheets import FORMS, Sheet, TakeAway, file_of
from projects import lists, rules, services_resources
from projects import queries_resources as queries
from projects.figures_resources import cliff_figures
from projects.forms_portfolio import BudgetFilter
from projects.forms_resources import ContributionForm, FundForm, GrantForm, LineForm, PostForm
from projects.models import BudgetLine, Fund, FundContribution, Grant, Post
from projects.tables_resources import TABLES
from projects.views import EditingPage

MAY = Permission.EDIT_RESOURCES


@dataclass(frozen=True)
class Kind:
    """What the pages of one kind of row share: model, form, words; `list_url` is where it is listed."""

    model: Any
    form: Any
    list_url: str
    plural: Any
    new: Any
    edit: Any
    saved: Any
    home: str = "municipality"
    has_page: bool = False  # saving leads to the page of the row, not to the list


POSTS = Kind(
    Post,
    PostForm,
    "posts",
    _("Stellen"),
    _("Neue Stelle"),
    _("Stelle bearbeiten"),
    _("Die Stelle ist gespeichert."),
)
LINES = Kind(
    BudgetLine,
    LineForm,
    "lines",
    _("Haushalt"),
    _("Neue Haushaltszeile"),
    _("Haushaltszeile bearbeiten"),
    _("Die Haushaltszeile ist gespeichert."),
)
GRANTS = Kind(
    Grant,
    GrantForm,
    "grants",
    _("Förderungen"),
    _("Neue Förderung"),
    _("Förderung bearbeiten"),
    _("Die Förderung ist gespeichert."),
)
FUNDS = Kind(
    Fund,
    FundForm,
    "funds",
    _("Fonds"),
    _("Neuer Fonds"),
    _("Fonds bearbeiten"),
    _("Der Fonds ist gespeichert."),
    has_page=True,
)
CONTRIBUTIONS = Kind(
    FundContribution,
    ContributionForm,
    "funds",
    _("Fonds"),
    _("Neuer Beitrag"),
    _("Beitrag bearbeiten"),
    _("Der Beitrag ist gespeichert."),
    home="fund__municipality",
    has_page=True,
)


class ResourcePage(LoginRequiredMixin, TemplateView):
    """A page about the municipality in view, or about `?kommune=slug`, one's own or an accompanied one."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.here = municipality_shown(request)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        here = self.here
        own = here == municipality_in_view(self.request)
        return super().get_context_data(
            here=here,
            query="" if own else f"?kommune={here.slug}",
            may_edit=own and rules.may_edit_resources(self.request.user, here),
            today=clock.today(),
            **kwargs,
        )


def municipality_shown(request: HttpRequest) -> Municipality:
    """The municipality of a page. Raises Http404 for foreign ones, PermissionDenied for agencies without a choice."""
    slug = request.GET.get("kommune")
    if slug:
        scope = current_scope()
        ids = scope.own | scope.accompanied if scope else ()
        return get_object_or_404(Municipality.objects.select_related("region"), slug=slug, pk__in=ids)
    here = municipality_in_view(request)
    if here is not None:
        return here
    if may_anywhere(request.user, Permission.COMPARE):
        raise PermissionDenied
    raise Http404


class Overview(TakeAway, ResourcePage):
    """What there is and what ends next."""

    template_name = "projects/ressourcen.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=queries.overview(self.here, clock.today()), **kwargs)

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.overview(context)


class ResourceList(TakeAway, ResourcePage):
    """A page whose rows are one of `TABLES`."""

    part = ""

    def sheet(self, context: dict[str, Any]) -> Sheet:
        return lists.resources(self.part, context)


class PostList(ResourceList):
    """Posts with their sums."""

    template_name = "projects/stellen.html"
    part = "stellen"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(page=queries.post_page(self.here, clock.today()), **kwargs)


class LineList(ResourceList):
    """The budget of one year, `?jahr=2026`."""

    template_name = "projects/haushalt.html"
    part = "haushalt"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = BudgetFilter(self.request.GET)
        page = queries.budget_page(self.here, form.said.get("jahr"), clock.today())
        form.choose_from(page.years)
        return super().get_context_data(filter=form, page=page, **kwargs)


class GrantList(ResourceList):
    """Grants, deadlines, and what falls away."""

    template_name = "projects/foerderungen.html"
    part = "foerderungen"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page = queries.grant_page(self.here, clock.today())
        return super().get_context_data(page=page, figures=cliff_figures(page.cliff), **kwargs)


class FundList(ResourceList):
    """Funds with their sums per year."""

    template_name = "projects/fonds.html"
    part = "fonds"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rows = [(fund, queries.fund_years(fund)) for fund in queries.funds_of(self.here)]
        return super().get_context_data(rows=rows, **kwargs)


class FundDetail(ResourcePage):
    """One fund: contributions by year."""

    template_name = "projects/fonds_seite.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            rows = Fund.objects.select_related("municipality__region").prefetch_related("contributions")
            self.fund = get_object_or_404(rows, pk=kwargs["pk"])
            self.here = self.fund.municipality
        return LoginRequiredMixin.dispatch(self, request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = super().get_context_data(fund=self.fund, years=queries.fund_years(self.fund), **kwargs)
        found["may_edit"] = rules.may_edit_resources(self.request.user, self.here)
        return found


class Export(ResourcePage):
    """A list as PDF, XLSX or CSV: the same rows as the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        part, form = kwargs["part"], kwargs["form"]
        if part not in TABLES or form not in FORMS:
            raise Http404
        title, page, table = TABLES[part]
        columns, rows = table(self.here)
        sheet = Sheet(f"{title}: {self.here.name}", f"{part}-{self.here.slug}", columns, rows)
        return file_of(request, sheet, form, f"{reverse(page)}?kommune={self.here.slug}")


class ResourceForm(EditingPage):
    """The form of one kind; `kind` comes from the address."""

    template_name = "projects/ressource_formular.html"
    kind: Kind = POSTS

    @property
    def form_class(self) -> Any:
        return self.kind.form

    @property
    def saved_text(self) -> Any:
        return self.kind.saved

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(kind=self.kind, back=self.way_back(), **kwargs)

    def way_back(self) -> str:
        """The list, or the page of the fund to which a contribution belongs."""
        return reverse(f"resources:{self.kind.list_url}")

    def form_valid(self, form: Any) -> HttpResponse:
        answer = super().form_valid(form)
        leads_to_list = answer.status_code == 302 and not self.kind.has_page
        return redirect(f"resources:{self.kind.list_url}") if leads_to_list else answer


class ResourceCreate(ResourceForm, CreateView):
    """A new row in the municipality in view, or a new contribution to a fund."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            self.home = self._home(request)
            rules.check_editing(request.user, getattr(self.home, "municipality_id", self.home.pk), MAY)
        return super().dispatch(request, *args, **kwargs)

    def _home(self, request: HttpRequest) -> Any:
        if "pk" in self.kwargs:
            return get_object_or_404(
                Fund.objects.select_related("municipality__region"), pk=self.kwargs["pk"]
            )
        here = municipality_in_view(request)
        if here is None:
            if may_anywhere(request.user, Permission.COMPARE):
                raise PermissionDenied
            raise Http404
        return here

    @property
    def model(self) -> Any:
        return self.kind.model

    def way_back(self) -> str:
        return self.home.get_absolute_url() if isinstance(self.home, Fund) else super().way_back()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "municipality": getattr(self.home, "municipality", self.home)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.kind.new, **kwargs)

    def save(self, values: dict[str, Any]) -> Any:
        return services_resources.add_resource(
            model=self.kind.model, home=self.home, by=self.request.user, **values
        )


def editable_row(request: HttpRequest, kind: Kind, pk: int) -> Any:
    """The row if the person may edit it; foreign = missing = 404, own but not allowed = 403."""
    row = get_object_or_404(kind.model.objects.select_related(f"{kind.home}__region"), pk=pk)
    rules.check_editing(request.user, municipality_of(row).pk, MAY)
    return row


def municipality_of(row: Any) -> Municipality:
    return row.fund.municipality if isinstance(row, FundContribution) else row.municipality


class ResourceEdit(ResourceForm, UpdateView):
    """Edit a row."""

    def get_object(self, queryset: Any = None) -> Any:
        return editable_row(self.request, self.kind, self.kwargs["pk"])

    def way_back(self) -> str:
        return self.object.get_absolute_url() if self.kind.has_page else super().way_back()

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "municipality": municipality_of(self.object)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(heading=self.kind.edit, row=self.object, **kwargs)

    def save(self, values: dict[str, Any]) -> Any:
        return services_resources.change_resource(row=self.object, by=self.request.user, **values)


class ResourceRemove(LoginRequiredMixin, View):
    """Ask, then remove a row that was typed by mistake."""

    kind: Kind = POSTS

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self._page(request, editable_row(request, self.kind, pk))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        row = editable_row(request, self.kind, pk)
        version = written_number(request.POST.get("version")) or 0
        try:
            services_resources.remove_resource(row=row, version=version, by=request.user)
        except Conflict as conflict:
            words = _("Der Eintrag wurde inzwischen geändert. Bitte sehen Sie ihn noch einmal an.")
            return self._page(request, conflict.current, words, status=409)
        except ValidationError as refused:
            return self._page(request, row, refused.messages[0], status=422)
        messages.success(request, _("Der Eintrag ist entfernt."))
        return redirect(f"resources:{self.kind.list_url}")

    def _page(self, request: HttpRequest, row: Any, words: Any = "", status: int = 200) -> HttpResponse:
        context = {"row": row, "kind": self.kind, "refusal": words}
        return render(request, "projects/ressource_entfernen.html", context, status=status)
