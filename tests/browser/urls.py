"""The application's addresses, and one at which it fails."""

from typing import NoReturn

from django.http import HttpRequest
from django.urls import path

from webmino.audience import public
from webmino.urls import urlpatterns as application


@public
def fail(request: HttpRequest) -> NoReturn:
    raise RuntimeError("asked for by a test")


urlpatterns = [*application, path("panne/", fail)]
