"""How static files are served: hashed, compressed, kept by the browser for a year."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class StaticStorage(CompressedManifestStaticFilesStorage):
    """A module that imports another names the hashed file of it: else a browser would load it twice."""

    support_js_module_import_aggregation = True
