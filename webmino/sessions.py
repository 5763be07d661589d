"""What is kept of who has signed in: Django's own sessions, read in plain SQL, since each page begins so."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone

_KEPT = 'SELECT session_data FROM "django_session" WHERE session_key = %s AND expire_date > %s'


class SessionStore(db.SessionStore):
    """A session in the database (SESSION_ENGINE)."""

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(_KEPT, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        kept: dict[str, Any] = self.decode(found[0])
        return kept
