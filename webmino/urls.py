"""Every address of the application. The applications are named as strings: nothing here imports them."""

from django.urls import include, path
from django.views.generic import RedirectView

from webmino import views
from webmino.audience import signed_in

# Until a home page gathers what waits, the day starts at the table that checks follow-ups.
home = signed_in(RedirectView.as_view(pattern_name="followups:visit-tracking"))

urlpatterns = [
    path("", home, name="home"),
    path("connexion/", views.sign_in, name="login"),
    path("deconnexion/", views.sign_out, name="logout"),
    path("langue/", views.choose_language, name="language"),
    path("mon-compte/", views.account, name="account"),
    path("mon-compte/mot-de-passe/", views.change_password, name="account-password"),
    path("premier-demarrage/<str:token>/", views.make_first_administrator, name="first-run"),
    path("vues/", include("webmino.saved_views.urls")),
    path("healthz", views.healthz, name="healthz"),
    path("", include("customers.urls")),
    path("", include("followups.urls")),
]
