"""Roles are Django's groups. Their permissions are granted by migrations, each application its own."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.management import create_permissions
from django.db import migrations, models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The four kinds of people (R25). The value is the group's name."""

    REPRESENTATIVE = "representative", _("representative")
    OFFICE = "office", _("office staff")
    MANAGER = "manager", _("manager")
    ADMINISTRATOR = "administrator", _("administrator")


EVERYBODY = tuple(Role)
# Each role at a desk may do what the one before it may.
OFFICE_AND_UP = (Role.OFFICE, Role.MANAGER, Role.ADMINISTRATOR)
MANAGER_AND_UP = (Role.MANAGER, Role.ADMINISTRATOR)


def role_named(group: Any) -> str:
    """Return the name of a role, given its group, in the reader's language; empty for another group."""
    return _in_words(group.name)


def role_of(user: Any) -> str:
    """Return the user's role in the reader's language; empty for who has none.

    Who asks came with the names of his groups (`backends`); those of others are read.
    """
    names = getattr(user, "role_names", None)
    if names is None:
        names = [group.name for group in user.groups.all()]
    return ", ".join(filter(None, map(_in_words, sorted(names))))


def _in_words(name: str) -> str:
    return str(dict(Role.choices).get(name, ""))


def granting(app_label: str, grants: Mapping[str, Iterable[Role]]) -> migrations.RunPython:
    """Return a migration's operation that gives permissions of one application to roles.

    `grants` maps the codename of a permission to the roles that get it. Reversed, it takes them back.
    """

    def groups_and_permissions(apps: Any) -> Iterable[tuple[Any, Any]]:
        app_config = apps.get_app_config(app_label)
        # Django makes permissions after the last migration; these are needed now.
        app_config.models_module = True
        create_permissions(app_config, apps=apps, verbosity=0)
        app_config.models_module = None
        for codename, roles in grants.items():
            permission = apps.get_model("auth", "Permission").objects.get(
                content_type__app_label=app_label, codename=codename
            )
            for role in roles:
                group, _made = apps.get_model("auth", "Group").objects.get_or_create(name=role.value)
                yield group, permission

    def grant(apps: Any, schema_editor: object) -> None:
        for group, permission in groups_and_permissions(apps):
            group.permissions.add(permission)

    def take_back(apps: Any, schema_editor: object) -> None:
        for group, permission in groups_and_permissions(apps):
            group.permissions.remove(permission)

    return migrations.RunPython(grant, take_back)
