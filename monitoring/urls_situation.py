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
    path("kommunen/<slug:slug>/lage/versand/", views_situation.Mailing.as_view(), name="mailing"),
    path("kommunen/<slug:slug>/lage/versand/freigeben/", views_situation.Approve.as_view(), name="approve"),
    path(
        "kommunen/<slug:slug>/lage/versand/<int:pk>/entfernen/",
        views_situation.RemoveReader.as_view(),
        name="remove-reader",
    ),
    path(
        "kommunen/<slug:slug>/lage/versand/<int:pk>/pdf/",
        views_situation.EditionPdf.as_view(),
        name="edition",
    ),
    path("lesen/<str:token>/", views_situation.Reading.as_view(), name="read"),
    path("lesen/<str:token>/pdf/", views_situation.ReadingPdf.as_view(), name="read-pdf"),
]
