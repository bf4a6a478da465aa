"""Addresses of surveys, below /umfragen/."""

from django.urls import path

from monitoring import views_questionnaires as own
from monitoring import views_surveys

app_name = "surveys"
urlpatterns = [
    path("", views_surveys.SurveyList.as_view(), name="list"),
    path("neu/", views_surveys.SurveyCreate.as_view(), name="create"),
    path("eigene/", own.OwnSurveys.as_view(), name="own-list"),
    path("eigene/neu/", own.SurveyCreate.as_view(), name="own-create"),
    path("eigene/<int:pk>/", own.SurveyPage.as_view(), name="own"),
    path("eigene/<int:pk>/bearbeiten/", own.SurveyChange.as_view(), name="own-edit"),
    path("eigene/<int:survey>/fragen/neu/", own.QuestionPage.as_view(), name="question-add"),
    path("eigene/fragen/<int:pk>/", own.QuestionPage.as_view(), name="question-edit"),
    path("eigene/<int:pk>/welle/", own.WaveOpen.as_view(), name="wave-open"),
    path("eigene/wellen/<int:pk>/", own.WavePage.as_view(), name="wave"),
    path("eigene/texte/<uuid:pk>/", own.TextDeed.as_view(), name="text"),
    path("antworten/<str:token>/", own.Answer.as_view(), name="answer"),
    path("<int:pk>/", views_surveys.SurveyEdit.as_view(), name="edit"),
]
