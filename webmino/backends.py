"""Who is signed in, with what he may do: read at once, where Django asks four times."""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Group, Permission
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, Value
from django.db.models.functions import Concat

from webmino.models import User

# Its name in the settings, for where who signs in is known otherwise than by his password.
ROLE_BACKEND = "webmino.backends.RoleBackend"

_OF_ROLES = Group.permissions.through.objects.all()
_OF_USERS = User.user_permissions.through.objects.all()
# Every permission that a user has by his role, or by himself; found from him, not among those of everybody.
_GRANTED = (
    Permission.objects.filter(
        Q(pk__in=_OF_ROLES.filter(group__user=OuterRef(OuterRef("pk"))).values("permission"))
        | Q(pk__in=_OF_USERS.filter(user=OuterRef(OuterRef("pk"))).values("permission"))
    )
    .order_by()
    .values_list(Concat("content_type__app_label", Value("."), "codename"))
)


class RoleBackend(ModelBackend):
    """Django's own, for a session's user: one query tells who he is and what he is granted.

    It is asked anew by each request, so that what is taken from a user is gone with his next page.
    """

    def get_user(self, user_id: Any) -> User | None:
        found = User.objects.annotate(granted=ArraySubquery(_GRANTED)).filter(pk=user_id).first()
        return found if found and self.user_can_authenticate(found) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        granted = getattr(user_obj, "granted", None)
        if granted is None or obj is not None or not user_obj.is_active or user_obj.is_superuser:
            return super().get_all_permissions(user_obj, obj)
        return set(granted)
