"""Addresses of „Lage auf einen Blick“: below a municipality for its people, /lesen/ for readers with a link."""

from django.urls import path

from monitoring import views_situation

app_name = "situation"
urlpatterns = [
    path("kommunen/<slug:slug>/lage/", views_situation.Situation.as_view(), name="page"),
    path("kommunen/<slug:slug>/lage/pdf/", views_situation.SituationPdf.as_view(), name="pdf"),
    path("kommunen/<slug:slug>/lage/leselinks/", views_situation.Links.as_view(), name="links"),
    path(
        "kommunen/<slug:slug>/lage/leselinks/<int:pk>/widerrufen/",
        views_situation.Revoke.as_view(),
        name="revoke",
    ),
    path("lesen/<str:token>/", views_situation.Reading.as_view(), name="read"),
    path("lesen/<str:token>/pdf/", views_situation.ReadingPdf.as_view(), name="read-pdf"),
]
