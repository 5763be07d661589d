"""Every address of the application. The applications are named as strings: nothing here imports them."""

from django.urls import include, path
from django.views.generic import TemplateView

from webmino import views
from webmino.audience import permitted

handler500 = "webmino.views.failed"
urlpatterns = [
    path("", include("par.home_urls")),
    path("connexion/", views.sign_in, name="login"),
    path("deconnexion/", views.sign_out, name="logout"),
    path("langue/", views.choose_language, name="language"),
    path("mon-compte/", views.account, name="account"),
    path("mon-compte/mot-de-passe/", views.change_password, name="account-password"),
    path("premier-demarrage/<str:token>/", views.make_first_administrator, name="first-run"),
    path("vues/", include("webmino.saved_views.urls")),
    path(
        "parametres/",
        permitted("webmino.change_companysettings")(
            TemplateView.as_view(template_name="administration/index.html")
        ),
        name="administration",
    ),
    path("healthz", views.healthz, name="healthz"),
    path("", include("customers.urls")),
    path("", include("followups.urls")),
    path("", include("par.urls")),
    path("", include("analytics.urls")),
]
