"""The address of the home page, in no namespace: it moves to the highest application that it shows."""

from django.urls import path

from par.views.home import home

urlpatterns = [path("", home, name="home")]
