"""Addresses of OParl under /oparl/."""

from django.urls import path

from governance.views import oparl

app_name = "oparl"
urlpatterns = [
    path("<slug:slug>/", oparl.System.as_view(), name="system"),
    path("<slug:slug>/body/", oparl.Bodies.as_view(), name="bodies"),
    path("<slug:slug>/body/1/", oparl.BodyObject.as_view(), name="body"),
    path("<slug:slug>/<slug:kind>/", oparl.ObjectList.as_view(), name="list"),
    path("<slug:slug>/<slug:kind>/<slug:name>/", oparl.Object.as_view(), name="object"),
]
