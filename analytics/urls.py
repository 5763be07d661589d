"""Addresses of the analyses."""

from django.urls import path

from analytics.access import MANY_CUSTOMERS, ONE_CUSTOMER
from analytics.views import analyses, order_invoices, stopped_buying
from analytics.views.company import CompanyAnalysis
from analytics.views.customer import CustomerAnalysis
from analytics.views.lines import Lines
from webmino.audience import permitted

app_name = "analytics"
of_many, of_one = permitted(MANY_CUSTOMERS), permitted(ONE_CUSTOMER)
urlpatterns = [
    path("analyses/", of_many(CompanyAnalysis.as_view()), name="company"),
    path("analyses/clients/", of_many(analyses.CustomerAnalyses.as_view()), name="customer-list"),
    path("analyses/items/", of_many(analyses.ItemAnalyses.as_view()), name="item-list"),
    path("analyses/vendeurs/", of_many(analyses.SalespersonAnalyses.as_view()), name="salesperson-list"),
    path("analyses/routes/", of_many(analyses.RouteAnalyses.as_view()), name="route-list"),
    path(
        "analyses/categories-clients/",
        of_many(analyses.CustomerCategoryAnalyses.as_view()),
        name="customer-category-list",
    ),
    path(
        "analyses/categories-items/",
        of_many(analyses.ItemCategoryAnalyses.as_view()),
        name="item-category-list",
    ),
    path("analyses/villes/", of_many(analyses.CityAnalyses.as_view()), name="city-list"),
    path("analyses/lignes/", of_one(Lines.as_view()), name="line-list"),
    path("clients/<int:pk>/analyse/", of_one(CustomerAnalysis.as_view()), name="customer-analysis"),
    path("analyses/n-achetent-plus/", of_many(stopped_buying.StoppedBuying.as_view()), name="stopped-buying"),
    path(
        "clients/<int:pk>/n-achete-plus/",
        stopped_buying.stopped_buying_follow_up,
        name="stopped-buying-follow-up",
    ),
    path("commandes/<str:number>/facturer/", order_invoices.order_invoice, name="order-invoice"),
    path("commandes/<str:number>/facture/reprendre/", order_invoices.order_take_back, name="order-take-back"),
]
