"""Addresses across municipalities, below /transfer/kommunen/."""

from django.urls import path

from monitoring import views_board

app_name = "board"
urlpatterns = [
    path("", views_board.Board.as_view(), name="list"),
    path("tafel.csv", views_board.BoardFile.as_view(), name="file"),
    path("kernkomponenten/", views_board.HeatTable.as_view(), name="heat"),
    path("verlauf/", views_board.Courses.as_view(), name="courses"),
    path("wegfall/", views_board.CliffTable.as_view(), name="cliffs"),
    path("vergleich/", views_board.PairPage.as_view(), name="pair"),
    path("<slug:slug>/gespraech/", views_board.TalkPage.as_view(), name="talk"),
]
