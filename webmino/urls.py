"""Every address of the application. The applications are named as strings: nothing here imports them."""

from django.urls import include, path

from webmino import views

urlpatterns = [
    path("connexion/", views.sign_in, name="login"),
    path("deconnexion/", views.sign_out, name="logout"),
    path("langue/", views.choose_language, name="language"),
    path("healthz", views.healthz, name="healthz"),
    path("", include("customers.urls")),
    path("", include("followups.urls")),
]
