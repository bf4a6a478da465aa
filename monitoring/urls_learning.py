"""Addresses of process learning, below /projekte/prozesslernen/."""

from django.urls import path

from monitoring import views_learning

app_name = "learning"
urlpatterns = [
    path("", views_learning.LearningPage.as_view(), name="page"),
    path("freigabe/<slug:slug>/", views_learning.ConsentPage.as_view(), name="consent"),
]
