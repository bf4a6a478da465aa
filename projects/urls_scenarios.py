"""Addresses of what-if."""

from django.urls import path

from projects import views_scenarios as views

app_name = "scenarios"
urlpatterns = [
    path("", views.ScenarioList.as_view(), name="list"),
    path("neu/", views.ScenarioDraft.as_view(), name="draft"),
    path("vergleich/", views.ScenarioComparison.as_view(), name="compare"),
    path("<int:pk>/", views.ScenarioPage.as_view(), name="scenario"),
]
