"""Addresses under /ziele/."""

from django.urls import path

from governance.views import goal_editing, goals

app_name = "goals"
urlpatterns = [
    path("", goals.Cascade.as_view(), name="list"),
    path("neu/", goal_editing.GoalAdd.as_view(), name="add"),
    path("stand/", goals.Standing.as_view(), name="standing"),
    path("roter-faden/", goals.Threads.as_view(), name="threads"),
    path("steuerungskreislauf/", goals.SteeringCycle.as_view(), name="cycle"),
    path("bedarfe/", goals.Needs.as_view(), name="needs"),
    path("bedarfe/neu/", goal_editing.NeedAdd.as_view(), name="need_add"),
    path("bedarfe/<int:pk>/", goal_editing.NeedEdit.as_view(), name="need_edit"),
    path("<int:pk>/", goals.GoalPage.as_view(), name="goal"),
    path("<int:pk>/bearbeiten/", goal_editing.GoalEdit.as_view(), name="edit"),
    path("<int:pk>/roter-faden.pdf", goals.ThreadPaper.as_view(), name="thread"),
    path("<int:pk>/beschluss/", goal_editing.ResolutionOfGoal.as_view(), name="resolution"),
    path("<int:pk>/frage/", goal_editing.QuestionAboutGoal.as_view(), name="question"),
]
