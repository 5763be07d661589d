"""Django's PostgreSQL backend, whose first connection starts the embedded server."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.utils.asyncio import async_unsafe
from psycopg import OperationalError

from webmino.postgres.errors import EmbeddedServerError


class DatabaseWrapper(base.DatabaseWrapper):
    """Connects as Django does, after making sure that `settings.EMBEDDED_SERVER` runs.

    A connection to another host, or a project without an embedded server, is Django's own.
    """

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        server = getattr(settings, "EMBEDDED_SERVER", None)
        if server is not None and conn_params.get("host") == server.host:
            try:
                server.ensure_running()
            except EmbeddedServerError as error:
                # Who copes with a database that is down copes with this too.
                raise OperationalError(str(error)) from error
        return super().get_new_connection(conn_params)
