"""Addresses below /berichte/."""

from django.urls import path

from monitoring import views_editions
from monitoring import views_reports as views

app_name = "reports"
urlpatterns = [
    path("", views.Home.as_view(), name="home"),
    path("neu/", views.ReportAdd.as_view(), name="add"),
    path("entwuerfe/<int:pk>/", views.DraftPage.as_view(), name="draft"),
    path("entwuerfe/<int:pk>/vorschau/", views.Preview.as_view(), name="preview"),
    path("entwuerfe/<int:pk>/angaben/", views.ReportEdit.as_view(), name="edit"),
    path("entwuerfe/<int:pk>/kennzahlen/", views.Indicators.as_view(), name="indicators"),
    path("entwuerfe/<int:pk>/kapitel/<int:chapter>/", views.ChapterText.as_view(), name="chapter"),
    path("entwuerfe/<int:pk>/kapitel/<int:chapter>/ort/", views.ChapterMove.as_view(), name="chapter-move"),
    path("entwuerfe/<int:pk>/veroeffentlichen/", views_editions.Publish.as_view(), name="publish"),
    path("entwuerfe/<int:pk>/naechste/", views_editions.NextEdition.as_view(), name="next"),
    path("entwuerfe/<int:pk>/dateien/", views_editions.Files.as_view(), name="files"),
    path("dateien/<int:pk>/<slug:kind>/", views_editions.OneFile.as_view(), name="file"),
    path("ausgaben/<int:pk>/", views_editions.EditionPage.as_view(), name="edition"),
]
