"""Addresses of the registers under /gremien/."""

from django.urls import path

from governance.views import registers

app_name = "registers"
urlpatterns = [
    path("vereinbarungen/", registers.Agreements.as_view(), name="agreements"),
    path("vereinbarungen/neu/", registers.AgreementAdd.as_view(), name="agreement_add"),
    path("vereinbarungen/<int:pk>/", registers.AgreementPage.as_view(), name="agreement"),
    path("vereinbarungen/<int:pk>/bearbeiten/", registers.AgreementEdit.as_view(), name="agreement_edit"),
    path("vereinbarungen/<int:pk>/seiten/", registers.PartyAdd.as_view(), name="party_add"),
    path("seiten/<int:pk>/", registers.PartyEdit.as_view(), name="party_edit"),
    path("seiten/<int:pk>/entfernen/", registers.PartyRemove.as_view(), name="party_remove"),
    path("veranstaltungen/", registers.Events.as_view(), name="events"),
    path("veranstaltungen/neu/", registers.EventAdd.as_view(), name="event_add"),
    path("veranstaltungen/<int:pk>/", registers.EventPage.as_view(), name="event"),
    path("veranstaltungen/<int:pk>/bearbeiten/", registers.EventEdit.as_view(), name="event_edit"),
    path("akteure/", registers.Actors.as_view(), name="actors"),
    path("akteure/neu/", registers.ActorGroupAdd.as_view(), name="actor_add"),
    path("akteure/<int:pk>/", registers.ActorGroupEdit.as_view(), name="actor_edit"),
    path("akteure/<int:pk>/<str:kind>/<int:target>/", registers.Involve.as_view(), name="involve"),
    path("mehrwert/", registers.Benefits.as_view(), name="benefits"),
    path("mehrwert/neu/", registers.BenefitAdd.as_view(), name="benefit_add"),
    path("mehrwert/<int:pk>/", registers.BenefitEdit.as_view(), name="benefit_edit"),
]
