"""Addresses of fact sheets, below /berichte/faktenblaetter/."""

from django.urls import path

from monitoring import views_factsheets

app_name = "factsheets"
urlpatterns = [
    path("", views_factsheets.SheetList.as_view(), name="list"),
    path("neu/", views_factsheets.SheetCreate.as_view(), name="create"),
    path("<int:pk>/", views_factsheets.SheetPage.as_view(), name="sheet"),
    path("<int:pk>/pdf/", views_factsheets.SheetPdf.as_view(), name="pdf"),
    path("<int:pk>/bearbeiten/", views_factsheets.SheetEdit.as_view(), name="edit"),
]
