"""Administrative settings, one's own account and saved views: for whom (R25)."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse

from tests.access.addresses import ACCOUNT, EVERYBODY, OF_A_SAVED_VIEW, POST_ONLY, SETTINGS
from tests.access.company import SETTING, Company, address, snapshot
from tests.factories import (
    make_saved_view,
    make_user,
)
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_settings_are_for_administrators(company: Company, role: Role, name: str) -> None:
    client = company.client(role)
    method = client.post if name in POST_ONLY else client.get

    answer = method(address(name, company))

    assert (answer.status_code == 403) == (role != Role.ADMINISTRATOR)


@pytest.mark.parametrize("name", sorted(name for name in SETTINGS if name.endswith("-delete")))
def test_who_may_change_a_row_may_not_delete_it_for_all_that(company: Company, name: str) -> None:
    noun = name.removesuffix("-delete")
    model = company.administered[noun]._meta.model_name
    user = company.user(Role.OFFICE)
    user.user_permissions.add(Permission.objects.get(codename=f"change_{model}"))
    client = Client()
    client.force_login(user)

    edited = client.get(address(f"{noun}-edit", company))
    deleted = client.post(address(name, company))

    assert (edited.status_code, deleted.status_code) == (200, 403)


@pytest.mark.parametrize("refused", sorted(EVERYBODY - {Role.ADMINISTRATOR}))
@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_only_administrators_change_settings(company: Company, refused: Role, name: str) -> None:
    client = company.client(refused)
    before = snapshot()

    client.post(address(name, company), SETTING)

    assert snapshot() == before


def test_what_only_administrators_change_is_changed_by_one(company: Company) -> None:
    client = company.client(Role.ADMINISTRATOR)
    names = [name for name in SETTINGS if name.endswith(("-create", "-edit", "-password", "-settings"))]
    before = snapshot()

    unchanged = []
    for name in sorted(names):
        client.post(address(name, company), SETTING | {"code": name, "username": name.split(":")[1]})
        now = snapshot()
        unchanged += [name] if now == before else []
        before = now

    assert unchanged == []


@pytest.mark.parametrize(
    "name",
    sorted(
        {"account", "account-password", "customers:customer-create", "customers:customer-edit"}
        | {
            name
            for name in SETTINGS
            if name.endswith(("-create", "-edit", "-password", "-settings", "-stops"))
        }
    ),
)
def test_a_form_that_is_refused_is_shown_again_and_says_so_to_programs_too(
    company: Company, name: str
) -> None:
    """R28: 422, so that nobody takes a refusal for a page that was asked for."""
    company.administered["customers:route"].customers.add(company.own)
    client = company.client(Role.ADMINISTRATOR)
    before = snapshot()

    answer = client.post(
        address(name, company, company.own), {f"stop-{company.own.pk}": "", "language": "de"}
    )

    assert answer.status_code == 422
    assert 'class="invalid-feedback' in answer.text
    assert snapshot() == before


def test_an_account_is_everybodys_and_shows_ones_own_name(company: Company, role: Role) -> None:
    client = company.client(role)
    name = User.objects.latest("pk").username

    pages = [client.get(address(wanted, company)).text for wanted in sorted(ACCOUNT)]

    assert [f"<summary>{name}</summary>" in page for page in pages] == [True, True]


@pytest.mark.parametrize("name", sorted(OF_A_SAVED_VIEW))
def test_a_view_that_another_keeps_for_himself_is_neither_seen_nor_written(
    company: Company, role: Role, name: str
) -> None:
    view = make_saved_view(owner=make_user(Role.MANAGER), name="Secret")
    sent = {"name": "Written", "from": "/suivi-visites/?q=written"}
    client = company.client(role)
    before = snapshot()

    read = client.get(reverse(name, args=[view.pk]))
    written = client.post(reverse(name, args=[view.pk]), sent)

    assert "Secret" not in read.content.decode()
    assert written.status_code == 404
    assert snapshot() == before


def test_a_list_of_views_has_ones_own_and_shared_ones(company: Company, role: Role) -> None:
    user = company.user(role)
    make_saved_view(owner=user, name="Own view")
    make_saved_view(owner=make_user(Role.MANAGER), name="Shared view", is_shared=True)
    make_saved_view(owner=make_user(Role.MANAGER), name="Secret view")
    client = Client()
    client.force_login(user)

    page = client.get(reverse("saved-view-list")).content.decode()

    assert [name in page for name in ("Own view", "Shared view", "Secret view")] == [True, True, False]
