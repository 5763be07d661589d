"""Who is signed in, with what he may do: read at once, where Django asks four times."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from webmino.models import User

# Its name in the settings, for where who signs in is known otherwise than by his password.
ROLE_BACKEND = "webmino.backends.RoleBackend"

# In plain SQL, since each request asks it: the user, every permission that he has by his role or by himself,
# and what his roles are called. Found from him, not among those of everybody.
_WHO_ASKS = """
SELECT
  person.*,
  ARRAY(
    SELECT kind.app_label || '.' || permission.codename
    FROM auth_permission permission
    JOIN django_content_type kind ON kind.id = permission.content_type_id
    WHERE permission.id IN (
      SELECT of_role.permission_id
      FROM webmino_user_groups role
      JOIN auth_group_permissions of_role ON of_role.group_id = role.group_id
      WHERE role.user_id = person.id
      UNION ALL
      SELECT own.permission_id
      FROM webmino_user_user_permissions own
      WHERE own.user_id = person.id
    )
  ) AS granted,
  ARRAY(
    SELECT named.name
    FROM webmino_user_groups role
    JOIN auth_group named ON named.id = role.group_id
    WHERE role.user_id = person.id
  ) AS role_names
FROM "webmino_user" AS person
WHERE person.id = %s
"""


class RoleBackend(ModelBackend):
    """Django's own, for a session's user: one query tells who he is, his roles and what he is granted.

    It is asked anew by each request, so that what is taken from a user is gone with his next page.
    """

    def get_user(self, user_id: Any) -> User | None:
        found = next(iter(User.objects.raw(_WHO_ASKS, [user_id])), None)
        return found if found and self.user_can_authenticate(found) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        granted = getattr(user_obj, "granted", None)
        if granted is None or obj is not None or not user_obj.is_active or user_obj.is_superuser:
            return super().get_all_permissions(user_obj, obj)
        return set(granted)
