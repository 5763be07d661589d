"""Two administrators at once: one saves a user while another deactivates him."""

import pytest
from django.db import transaction

from customers.administration.services import save_user
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import make_user
from webmino.accounts import deactivate
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("role", [Role.MANAGER, Role.ADMINISTRATOR])
def test_a_user_who_is_saved_and_deactivated_at_once_is_both(role: Role) -> None:
    administrator, other, user = make_user(Role.ADMINISTRATOR), make_user(Role.OFFICE), make_user(Role.OFFICE)
    edited = User.objects.get(pk=user.pk)
    edited.first_name = "Mélanie"

    with transaction.atomic():
        deactivate(other, by=administrator)
        saving = Beside(lambda: save_user(edited, fields=["first_name"], role=role, salespeople=[]))
        wait_for_a_lock()
        deactivate(user, by=administrator)
    saving.finish()

    user.refresh_from_db()
    assert (user.first_name, user.is_active) == ("Mélanie", False)
    assert list(user.groups.values_list("name", flat=True)) == [role.value]
