"""Every address of the portal. Paths are German, because users read them."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

from dkbm import health, pages, public_face, views

admin.autodiscover()
admin.site.login = secure_admin_login(admin.site.login)

portal = [
    path("", pages.Start.as_view(), name="start"),
    path("kommunen/", public_face.MunicipalityList.as_view(), name="municipalities"),
    path("kommunen/<slug:slug>/", views.MunicipalityDetail.as_view(), name="municipality"),
    path("kommunen/<slug:slug>/freigabe/", views.SharingPage.as_view(), name="sharing"),
    path("kommunen/<slug:slug>/einladen/", views.InvitationPage.as_view(), name="invite"),
    path("kommunen/<slug:slug>/einstellungen/", views.SettingsPage.as_view(), name="settings"),
    path("datenschutz/verzeichnis/", views.ProcessingRegister.as_view(), name="verzeichnis"),
    path("einladung/<str:token>/", views.AcceptancePage.as_view(), name="accept"),
    path("aufgaben/", pages.Tasks.as_view(), name="aufgaben"),
    path("benachrichtigungen/", pages.Subscriptions.as_view(), name="subscriptions"),
    path("benachrichtigungen/abbestellen/<str:token>/", pages.Unsubscribe.as_view(), name="unsubscribe"),
    path("vorschau/", views.PreviewPage.as_view(), name="vorschau"),
    path("wechseln/", views.Switch.as_view(), name="switch"),
    path("rechenauftraege/<int:pk>/", views.JobStatus.as_view(), name="job"),
    path("hilfe/", TemplateView.as_view(template_name="seiten/hilfe.html"), name="hilfe"),
    path("hilfe/glossar/", views.Glossary.as_view(), name="glossar"),
    path("hilfe/rechte/", views.Rights.as_view(), name="rechte"),
    path("hilfe/rueckmeldung/", views.FeedbackPage.as_view(), name="rueckmeldung"),
    path("impressum/", TemplateView.as_view(template_name="seiten/impressum.html"), name="impressum"),
    path("datenschutz/", TemplateView.as_view(template_name="seiten/datenschutz.html"), name="datenschutz"),
    path(
        "barrierefreiheit/",
        TemplateView.as_view(template_name="seiten/barrierefreiheit.html"),
        name="barrierefreiheit",
    ),
]

urlpatterns = [
    path("", include((portal, "dkbm"))),
    path("", include("monitoring.urls_situation")),
    path("gremien/", include("governance.urls")),
    path("gremien/", include("governance.urls_registers")),
    path("berichte/veroeffentlichungen/", include("governance.urls_publications")),
    path("berichte/faktenblaetter/", include("monitoring.urls_factsheets")),
    path("berichte/", include("monitoring.urls_reports")),
    path("ziele/", include("governance.urls_goals")),
    path("transfer/kommunen/", include("monitoring.urls_board")),
    path("transfer/", include("governance.urls_transfer")),
    path("oparl/", include("governance.urls_oparl")),
    path("projekte/prozesslernen/", include("monitoring.urls_learning")),
    path("projekte/", include("projects.urls")),
    path("ressourcen/", include("projects.urls_resources")),
    path("ressourcen/szenarien/", include("projects.urls_scenarios")),
    path("monitoring/", include("monitoring.urls")),
    path("umfragen/", include("monitoring.urls_surveys")),
    path("konto/", include("allauth.urls")),
    path("admin/", admin.site.urls),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
]

handler400 = "dkbm.errors.bad_request"
handler403 = "dkbm.errors.forbidden"
handler404 = "dkbm.errors.not_found"
handler500 = "dkbm.errors.server_error"
handler429 = "dkbm.errors.too_many"
