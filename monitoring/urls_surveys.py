"""Addresses of surveys, below /umfragen/."""

from django.urls import path

from monitoring import views_surveys

app_name = "surveys"
urlpatterns = [
    path("", views_surveys.SurveyList.as_view(), name="list"),
    path("neu/", views_surveys.SurveyCreate.as_view(), name="create"),
    path("<int:pk>/", views_surveys.SurveyEdit.as_view(), name="edit"),
]
