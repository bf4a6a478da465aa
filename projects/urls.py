"""Addresses of this floor."""

from django.urls import path

from projects import views, views_parts, views_process
from projects.views_parts import BENEFITS, LINKS, PARTICIPATIONS, PROCESSES, REVIEWS

app_name = "projects"
urlpatterns = [
    path("", views.ProjectList.as_view(), name="list"),
    path("neu/", views.ProjectCreate.as_view(), name="create"),
    path("<int:pk>/", views.ProjectDetail.as_view(), name="detail"),
    path("<int:pk>/bearbeiten/", views.ProjectEdit.as_view(), name="edit"),
    path("<int:pk>/meilensteine/neu/", views.MilestoneCreate.as_view(), name="milestone-create"),
    path("<int:pk>/plan-festhalten/", views.BaselineCreate.as_view(), name="baseline-create"),
    path("verstetigung/<int:pk>/", views_process.ProcessPage.as_view(), name="process"),
    path(
        "verstetigung/<int:pk>/notiz/<slug:point>/",
        views_process.NoteCreate.as_view(),
        name="note-create",
    ),
    path("meilensteine/<int:pk>/", views.MilestoneEdit.as_view(), name="milestone-edit"),
]
urlpatterns.append(path("links/", views_parts.LinkList.as_view(), name="links"))
for name, word, kind in (
    ("benefit", "mehrwert", BENEFITS),
    ("link", "links", LINKS),
    ("review", "wirkung", REVIEWS),
    ("participation", "schulen", PARTICIPATIONS),
):
    urlpatterns += [
        path(f"<int:pk>/{word}/neu/", views_parts.PartCreate.as_view(kind=kind), name=f"{name}-create"),
        path(f"{word}/<int:pk>/", views_parts.PartEdit.as_view(kind=kind), name=f"{name}-edit"),
        path(f"{word}/<int:pk>/entfernen/", views_parts.PartRemove.as_view(kind=kind), name=f"{name}-remove"),
    ]
urlpatterns += [
    path("<int:pk>/prozesse/neu/", views_parts.PartCreate.as_view(kind=PROCESSES), name="process-create"),
    path("prozesse/<int:pk>/", views_parts.PartEdit.as_view(kind=PROCESSES), name="process-edit"),
]
