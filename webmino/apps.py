from django.apps import AppConfig


class WebminoConfig(AppConfig):
    name = "webmino"
