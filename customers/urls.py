"""Addresses of customers."""

from django.urls import path

from customers import views
from webmino.audience import signed_in

app_name = "customers"
urlpatterns = [
    path("clients/", signed_in(views.CustomerList.as_view()), name="customer-list"),
    path("clients/<int:pk>/", views.customer_detail, name="customer-detail"),
]
