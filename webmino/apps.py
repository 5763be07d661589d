from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class WebminoConfig(AppConfig):
    name = "webmino"


class StaticFiles(StaticFilesConfig):
    """Django's own, without what no page asks for: 20 MB once compressed."""

    ignore_patterns = [
        *StaticFilesConfig.ignore_patterns,
        *("bootstrap-*", "*.rtl.*", "bootstrap.css*"),
        *("bootstrap.js*", "bootstrap.min.js*", "bootstrap.esm*", "bootstrap.bundle.js*"),
        *("htmx-4*", "htmax-4*", "hx-*"),
    ]
