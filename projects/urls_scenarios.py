"""Addresses of what-if."""

from django.urls import path, re_path

from projects import views_papers
from projects import views_scenarios as views

app_name = "scenarios"
urlpatterns = [
    path("", views.ScenarioList.as_view(), name="list"),
    path("neu/", views.ScenarioDraft.as_view(), name="draft"),
    path("vergleich/", views.ScenarioComparison.as_view(), name="compare"),
    path("vorlage/", views_papers.PaperPage.as_view(), name="paper"),
    re_path(
        r"^vorlage/beschlussvorlage\.(?P<form>docx|pdf)$", views_papers.PaperFile.as_view(), name="paper-file"
    ),
    path("<int:pk>/", views.ScenarioPage.as_view(), name="scenario"),
]
