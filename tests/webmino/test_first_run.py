"""The page where the first administrator is made: for who has its address, once."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from followups.models import MobileCodes, ServiceType
from tests.factories import make_service_type, make_user
from webmino import first_run
from webmino.models import CompanySettings, FirstRunToken, User
from webmino.roles import Role

pytestmark = pytest.mark.django_db
NEW_PASSWORD = "vingt caisses de pommes"


def page(token: str) -> str:
    return reverse("first-run", args=[token])


def answers(**changed: str) -> dict[str, str]:
    return {
        "username": "lise",
        "first_name": "Lise",
        "last_name": "Gagné",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
        "language": "fr",
        "name": "Distribution Gagné",
        "address": "",
        "time_zone": "America/Halifax",
        "fiscal_year_month": "4",
        "delivery_days": "3",
    } | changed


def test_the_first_administrator_is_made_and_signed_in(client: Client) -> None:
    token = first_run.new_token()

    answer = client.post(page(token), answers(), follow=True)

    user = User.objects.get()
    assert (user.username, str(user), user.language) == ("lise", "Lise Gagné", "fr")
    assert user.groups.get().name == Role.ADMINISTRATOR
    assert user.check_password(NEW_PASSWORD)
    assert answer.redirect_chain[0] == ("/", 302)
    assert answer.context["user"] == user
    assert "Lise Gagné" in answer.text
    assert len(list(answer.context["messages"])) == 1
    assert not first_run.is_needed()


def test_the_first_settings_are_chosen_along_with_him(client: Client) -> None:
    client.post(page(first_run.new_token()), answers())

    company = CompanySettings.current()
    chosen = (company.name, company.time_zone, company.fiscal_year_month, company.delivery_days)
    assert chosen == ("Distribution Gagné", "America/Halifax", 4, 3)


def test_r28_a_wrong_setting_makes_nobody_and_what_was_typed_stays(client: Client) -> None:
    token = first_run.new_token()

    answer = client.post(page(token), answers(delivery_days="-1", name="Distribution Gagné & fils"))

    assert answer.status_code == 422
    assert list(answer.context["company_form"].errors) == ["delivery_days"]
    assert "Distribution Gagné &amp; fils" in answer.text
    assert (User.objects.count(), CompanySettings.objects.count()) == (0, 0)


def test_the_codes_of_visits_and_orders_are_there_from_the_start(client: Client) -> None:
    client.post(page(first_run.new_token()), answers())

    made = ServiceType.objects.values_list("code", "name_fr", "name_en", "channel", "counts_as_visit")
    assert list(made) == [
        ("VIS", "Visite", "Visit", "visit", True),
        ("CMD", "Commande", "Order", "visit", True),
    ]
    codes = MobileCodes.current()
    assert (codes.visit.code, codes.order.code) == ("VIS", "CMD")


def test_a_list_of_codes_that_was_imported_is_left_as_it_is(client: Client) -> None:
    imported = make_service_type()

    client.post(page(first_run.new_token()), answers())

    assert list(ServiceType.objects.all()) == [imported]


def test_an_address_that_was_used_is_not_found(client: Client) -> None:
    token = first_run.new_token()
    client.post(page(token), answers())

    seen = Client().get(page(token))
    sent = Client().post(page(token), answers(username="marc"))

    assert (seen.status_code, sent.status_code) == (404, 404)
    assert list(User.objects.values_list("username", flat=True)) == ["lise"]


def test_a_new_address_voids_the_one_before(client: Client) -> None:
    older, newer = first_run.new_token(), first_run.new_token()

    found = [client.get(page(token)).status_code for token in (older, newer)]

    assert found == [404, 200]
    assert FirstRunToken.objects.count() == 1


def test_r25_nobody_gets_in_without_the_address(client: Client) -> None:
    first_run.new_token()
    (kept,) = FirstRunToken.objects.values_list("digest", flat=True)

    sent = [client.post(page(token), answers()) for token in ("guessed", kept)]

    assert [answer.status_code for answer in sent] == [404, 404]
    assert not User.objects.exists()


def test_r25_the_address_is_void_once_somebody_administers(client: Client, administrator: User) -> None:
    token = first_run.new_token()

    answer = client.post(page(token), answers())

    assert answer.status_code == 404
    assert list(User.objects.all()) == [administrator]


@pytest.mark.parametrize(
    ("role", "fields", "needed"),
    [
        (Role.ADMINISTRATOR, {}, False),
        (Role.ADMINISTRATOR, {"is_active": False}, True),
        (Role.MANAGER, {}, True),
        (Role.MANAGER, {"is_superuser": True}, False),
    ],
)
def test_it_is_needed_while_no_active_user_administers(
    role: Role, fields: dict[str, Any], needed: bool
) -> None:
    make_user(role, **fields)

    assert first_run.is_needed() == needed


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"username": ""}, "username"),
        ({"last_name": ""}, "last_name"),
        ({"username": "BUREAU"}, "username"),
        ({"password1": "abc", "password2": "abc"}, "password1"),
        ({"password2": "another one altogether"}, "password2"),
        ({"language": "de"}, "language"),
    ],
)
def test_r28_bad_input_is_said_beside_the_field_and_the_address_still_works(
    client: Client, changed: dict[str, str], field: str
) -> None:
    make_user(Role.OFFICE, username="bureau")
    token = first_run.new_token()

    refused = client.post(page(token), answers(**changed))
    accepted = client.post(page(token), answers())

    assert refused.status_code == 422
    assert list(refused.context["form"].errors) == [field]
    assert 'value="Lise"' in refused.text
    assert accepted.url == "/"


def test_r27_the_page_speaks_both_languages(client: Client) -> None:
    token = first_run.new_token()
    french = client.get(page(token)).text
    client.post("/langue/", {"language": "en", "next": page(token)})

    english = client.get(page(token)).text
    client.post(page(token), answers(language="en"))

    assert "<h1>Premier administrateur</h1>" in french
    assert "<h1>First administrator</h1>" in english
    assert '<option value="en" selected>' in english
    assert User.objects.get().language == "en"


def test_a_user_of_before_stays_what_he_is(client: Client) -> None:
    office = make_user(Role.OFFICE)
    client.force_login(office)

    answer = client.post(page(first_run.new_token()), answers(), follow=True)

    assert answer.context["user"].username == "lise"
    assert office.groups.get().name == Role.OFFICE
