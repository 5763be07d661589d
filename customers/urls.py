"""Addresses of customers."""

from django.urls import include, path

from customers import views
from webmino.audience import signed_in

app_name = "customers"
urlpatterns = [
    path("clients/", signed_in(views.CustomerList.as_view()), name="customer-list"),
    path("clients/nouveau/", views.customer_create, name="customer-create"),
    path("clients/<int:pk>/modifier/", views.customer_edit, name="customer-edit"),
    path("clients/<int:pk>/desactiver/", views.customer_deactivate, name="customer-deactivate"),
    path("clients/<int:pk>/reactiver/", views.customer_reactivate, name="customer-reactivate"),
    path("clients/<int:pk>/", views.customer_detail, name="customer-detail"),
    path("clients/<int:pk>/changements/", views.customer_changes, name="customer-changes"),
    path("parametres/", include("customers.administration.urls")),
]
