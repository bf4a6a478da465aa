"""Addresses of posts and money."""

from django.urls import path

from projects import urls_knowledge, views_backplan, views_import, views_plans, views_quickstart
from projects import views_resources as views
from projects.views_resources import CONTRIBUTIONS, FUNDS, GRANTS, LINES, POSTS

app_name = "resources"
urlpatterns = [
    path("", views.Overview.as_view(), name="home"),
    path("schnellstart/", views_quickstart.Quickstart.as_view(), name="quickstart"),
    path("schnellstart/vorlage.xlsx", views_quickstart.QuickstartFile.as_view(), name="quickstart-file"),
    path("einlesen/", views_import.ResourceImport.as_view(), name="import"),
    path("staende/", views_plans.PlanList.as_view(), name="plans"),
    path("staende/<int:pk>/", views_plans.PlanPage.as_view(), name="plan"),
    path("stellen/", views.PostList.as_view(), name="posts"),
    path("haushalt/", views.LineList.as_view(), name="lines"),
    path("foerderungen/", views.GrantList.as_view(), name="grants"),
    path("foerderungen/<int:pk>/rueckwaertsplan/", views_backplan.BackPlanPage.as_view(), name="backplan"),
    path("fonds/", views.FundList.as_view(), name="funds"),
    path("fonds/<int:pk>/", views.FundDetail.as_view(), name="fund"),
    path(
        "fonds/<int:pk>/beitraege/neu/",
        views.ResourceCreate.as_view(kind=CONTRIBUTIONS),
        name="contribution-create",
    ),
    path("dateien/<slug:part>.<slug:form>", views.Export.as_view(), name="file"),
]
for name, word, kind in (
    ("post", "stellen", POSTS),
    ("line", "haushalt", LINES),
    ("grant", "foerderungen", GRANTS),
    ("fund", "fonds", FUNDS),
    ("contribution", "fonds/beitraege", CONTRIBUTIONS),
):
    if kind is not CONTRIBUTIONS:
        urlpatterns.append(
            path(f"{word}/neu/", views.ResourceCreate.as_view(kind=kind), name=f"{name}-create")
        )
    urlpatterns += [
        path(f"{word}/<int:pk>/bearbeiten/", views.ResourceEdit.as_view(kind=kind), name=f"{name}-edit"),
        path(f"{word}/<int:pk>/entfernen/", views.ResourceRemove.as_view(kind=kind), name=f"{name}-remove"),
    ]
urlpatterns += urls_knowledge.urlpatterns
