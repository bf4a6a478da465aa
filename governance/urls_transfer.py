"""Addresses of the agency's own records under /transfer/."""

from django.urls import path

from governance.views import agency

app_name = "transfer"
urlpatterns = [
    path("", agency.Records.as_view(), name="list"),
    path("neu/", agency.RecordAdd.as_view(), name="add"),
    path("einlesen/", agency.Import.as_view(), name="import"),
    path("unterlagen.xlsx", agency.Export.as_view(), name="export"),
    path("<int:pk>/", agency.RecordPage.as_view(), name="record"),
    path("<int:pk>/bearbeiten/", agency.RecordEdit.as_view(), name="edit"),
    path("<int:pk>/module/neu/", agency.ModuleAdd.as_view(), name="module_add"),
    path("<int:pk>/auszeichnungen/neu/", agency.AwardAdd.as_view(), name="award_add"),
    path("module/<int:pk>/", agency.ModuleEdit.as_view(), name="module_edit"),
    path("module/<int:pk>/entfernen/", agency.ModuleRemove.as_view(), name="module_remove"),
    path("auszeichnungen/<int:pk>/", agency.AwardEdit.as_view(), name="award_edit"),
    path("auszeichnungen/<int:pk>/entfernen/", agency.AwardRemove.as_view(), name="award_remove"),
]
