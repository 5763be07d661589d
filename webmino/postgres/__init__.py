"""A private PostgreSQL for a machine that has none, and Django's backend that starts it.

`server` is files and processes only, without Django. `base` is what `"ENGINE": "webmino.postgres"` names.
"""
