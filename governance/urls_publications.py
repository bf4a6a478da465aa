"""Addresses under /berichte/veroeffentlichungen/."""

from django.urls import path

from governance.views import registers

app_name = "publications"
urlpatterns = [
    path("", registers.Publications.as_view(), name="list"),
    path("neu/", registers.PublicationAdd.as_view(), name="add"),
    path("<int:pk>/", registers.PublicationEdit.as_view(), name="edit"),
    path("<int:pk>/link/", registers.LinkCheck.as_view(), name="check"),
]
