"""Addresses of offers, interfaces and handovers; part of those of posts and money."""

from django.urls import path

from projects import views_handover, views_knowledge
from projects import views_resources as views
from projects.views_knowledge import INTERFACES, OFFERS, TITLES

OFFER = "abhaengigkeiten/<int:pk>"
INTERFACE = "schnittstellen/<int:pk>"
ROLE = "uebergaben/<slug:kind>/<int:pk>"
urlpatterns = [
    path("abhaengigkeiten/", views_knowledge.Dependencies.as_view(), name="knowledge"),
    path("abhaengigkeiten/neu/", views_knowledge.OfferCreate.as_view(), name="knowledge-create"),
    path(f"{OFFER}/bearbeiten/", views_knowledge.OfferEdit.as_view(), name="knowledge-edit"),
    path(f"{OFFER}/umbenennen/", views_knowledge.OfferEdit.as_view(kind=TITLES), name="knowledge-rename"),
    path(f"{OFFER}/entfernen/", views.ResourceRemove.as_view(kind=OFFERS), name="knowledge-remove"),
    path("schnittstellen/neu/", views.ResourceCreate.as_view(kind=INTERFACES), name="interface-create"),
    path(f"{INTERFACE}/bearbeiten/", views.ResourceEdit.as_view(kind=INTERFACES), name="interface-edit"),
    path(f"{INTERFACE}/entfernen/", views.ResourceRemove.as_view(kind=INTERFACES), name="interface-remove"),
    path("uebergaben/", views_handover.HandoverList.as_view(), name="handovers"),
    path(f"{ROLE}/", views_handover.HandoverDetail.as_view(), name="handover"),
    path(f"{ROLE}/pdf/", views_handover.HandoverPdf.as_view(), name="handover-pdf"),
    path(f"{ROLE}/fragen/", views_handover.HandoverAnswers.as_view(), name="handover-answers"),
    path(f"{ROLE}/erste-30-tage/", views_handover.FirstDaysPage.as_view(), name="handover-start"),
]
