"""Coming in, going out, and the language (R25, R27)."""

import re

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import PASSWORD, make_user
from tests.lists import said
from webmino.models import User
from webmino.roles import Role

SIGN_IN = "/connexion/"
SERVICE_TYPES = "/parametres/types-de-service/"
pytestmark = pytest.mark.django_db


def language_of(html: str) -> str:
    return re.search(r'<html lang="(\w+)"', html)[1]


def sign_in(client: Client, user: User, password: str = PASSWORD, **fields: str):
    return client.post(SIGN_IN, {"username": user.username, "password": password} | fields)


def test_a_stranger_is_spoken_to_in_french_whatever_his_browser_prefers(client: Client) -> None:
    page = client.get(SIGN_IN, headers={"accept-language": "en-CA,en"}).text

    assert language_of(page) == "fr"
    assert "<h1>Se connecter</h1>" in page


def test_a_strangers_language_is_remembered_in_his_browser(client: Client) -> None:
    answer = client.post("/langue/", {"language": "en", "next": SIGN_IN})

    page = client.get(SIGN_IN).text
    assert answer.url == SIGN_IN
    assert (language_of(page), "<h1>Sign in</h1>" in page) == ("en", True)


def test_the_language_chosen_on_the_sign_in_page_becomes_the_users(
    client: Client, administrator: User
) -> None:
    client.post("/langue/", {"language": "en", "next": SIGN_IN})

    answer = sign_in(client, administrator, next=SERVICE_TYPES)

    administrator.refresh_from_db()
    assert answer.url == SERVICE_TYPES
    assert administrator.language == "en"
    assert client.cookies[settings.LANGUAGE_COOKIE_NAME].value == ""


def test_a_users_language_follows_him_to_another_browser(client: Client, administrator: User) -> None:
    sign_in(client, administrator, next=SERVICE_TYPES)
    client.post("/langue/", {"language": "en", "next": SERVICE_TYPES})
    elsewhere = Client()

    sign_in(elsewhere, administrator, next=SERVICE_TYPES)

    assert language_of(elsewhere.get(SERVICE_TYPES).text) == "en"


def test_an_unknown_language_changes_nothing(client: Client, administrator: User) -> None:
    sign_in(client, administrator, next=SERVICE_TYPES)

    answer = client.post("/langue/", {"language": "de", "next": SERVICE_TYPES})

    administrator.refresh_from_db()
    assert (answer.url, administrator.language) == (SERVICE_TYPES, "fr")


def test_the_page_that_a_stranger_wanted_opens_after_he_signs_in(client: Client, administrator: User) -> None:
    asked = client.get(f"{SERVICE_TYPES}nouveau/?from=menu")
    form = client.get(asked.url).text

    wanted = re.findall(r'name="next" value="([^"]+)"', form)[-1]
    answer = sign_in(client, administrator, next=wanted)

    assert answer.url == f"{SERVICE_TYPES}nouveau/?from=menu"


def test_after_the_session_ended_a_post_comes_back_to_the_page_of_its_form(client: Client) -> None:
    """R28: what was sent can't be sent again for him; the page that holds the form gives it back."""
    page = f"http://testserver{SERVICE_TYPES}nouveau/"

    answer = client.post(f"{SERVICE_TYPES}nouveau/", {"code": "VIS"}, headers={"referer": page})

    assert answer.url == f"{SIGN_IN}?next={SERVICE_TYPES}nouveau/"


def test_after_the_session_ended_htmx_is_sent_to_the_sign_in_page(client: Client) -> None:
    page = f"http://testserver{SERVICE_TYPES}"

    answer = client.get(SERVICE_TYPES, headers={"hx-request": "true", "referer": page})

    assert answer.headers["HX-Redirect"] == f"{SIGN_IN}?next={SERVICE_TYPES}"


@pytest.mark.parametrize("typed", ["Éric.Roy", "éric.roy", "ÉRIC.ROY"])
def test_a_user_comes_in_whatever_capitals_he_types(client: Client, typed: str) -> None:
    user = make_user(Role.ADMINISTRATOR, username="Éric.Roy")

    sign_in(client, User(username=typed))

    assert client.session["_auth_user_id"] == str(user.pk)


def test_a_wrong_password_is_said_beside_the_field_and_the_user_name_stays(
    client: Client, office: User
) -> None:
    answer = sign_in(client, office, password="not it")

    form = answer.context["form"]
    assert form.errors == {"password": ["Le nom d’usager ou le mot de passe est incorrect."]}
    assert f'value="{office.username}"' in answer.text
    assert "not it" not in answer.text


def test_a_wrong_password_an_unknown_user_and_a_deactivated_one_get_the_same_words(client: Client) -> None:
    known = make_user(Role.OFFICE)
    gone = make_user(Role.OFFICE, is_active=False)

    said = [
        sign_in(client, known, password="not it").context["form"].errors,
        sign_in(client, User(username="nobody")).context["form"].errors,
        sign_in(client, gone).context["form"].errors,
    ]

    assert said == [{"password": ["Le nom d’usager ou le mot de passe est incorrect."]}] * 3


def test_after_too_many_wrong_passwords_even_the_right_one_is_refused_and_the_page_says_how_long(
    client: Client, office: User
) -> None:
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, office, password="not it")

    answer = sign_in(client, office)

    assert answer.status_code == 429
    assert "Attendez 15 minutes, puis connectez-vous." in answer.text
    assert "_auth_user_id" not in client.session


def test_a_lockout_leaves_other_users_of_the_same_address_alone(client: Client, office: User) -> None:
    colleague = make_user(Role.ADMINISTRATOR)
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in(client, office, password="not it")

    answer = sign_in(client, colleague, next=SERVICE_TYPES)

    assert answer.url == SERVICE_TYPES


def from_address(client: Client, user: User, forwarded: str, password: str = PASSWORD):
    """Sign in through a connection of this machine, on which the header says this."""
    sent = {"username": user.username, "password": password, "next": SERVICE_TYPES}
    return client.post(SIGN_IN, sent, headers={"x-forwarded-for": forwarded})


def test_behind_a_proxy_who_tries_passwords_elsewhere_locks_nobody_out_here(
    client: Client, administrator: User, settings
) -> None:
    settings.BEHIND_PROXY = True
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        # What he says himself comes first; the proxy adds the last one.
        from_address(client, administrator, f"192.0.2.{attempt}, 198.51.100.7", password="not it")

    there = from_address(client, administrator, "192.0.2.99, 198.51.100.7")
    here = from_address(client, administrator, "203.0.113.5")

    assert there.status_code == 429
    assert here.url == SERVICE_TYPES


@pytest.mark.parametrize("forwarded", ["", "unknown", "203.0.113.5, "])
def test_behind_a_proxy_an_address_that_is_none_is_the_proxys(
    client: Client, office: User, settings, forwarded: str
) -> None:
    settings.BEHIND_PROXY = True

    from_address(client, office, forwarded, password="not it")

    assert AccessAttempt.objects.get().ip_address == "127.0.0.1"


def test_without_a_proxy_nobody_escapes_a_lockout_by_saying_other_addresses(
    client: Client, office: User, settings
) -> None:
    for attempt in range(settings.AXES_FAILURE_LIMIT):
        from_address(client, office, f"192.0.2.{attempt}", password="not it")

    answer = from_address(client, office, "203.0.113.5")

    assert answer.status_code == 429


def test_deactivating_a_user_ends_his_session_at_once(client: Client, administrator: User) -> None:
    """R25."""
    sign_in(client, administrator, next=SERVICE_TYPES)
    before = client.get(SERVICE_TYPES)
    User.objects.filter(pk=administrator.pk).update(is_active=False)

    after = client.get(SERVICE_TYPES)

    assert before.status_code == 200
    assert after.url == f"{SIGN_IN}?next={SERVICE_TYPES}"


def test_the_header_names_the_user_with_his_role_and_signs_him_out_by_post(
    client: Client, administrator: User
) -> None:
    User.objects.filter(pk=administrator.pk).update(first_name="Mélanie", last_name="Côté")
    sign_in(client, administrator, next=SERVICE_TYPES)
    page = client.get(SERVICE_TYPES).text

    answer = client.post(reverse("logout"))

    assert 'Mélanie Côté<br><span class="text-secondary">administrateur</span>' in page
    assert answer.url == SIGN_IN
    assert "_auth_user_id" not in client.session


def test_a_form_of_another_session_is_refused_with_the_way_back_to_its_page(administrator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)
    page = f"http://testserver{SERVICE_TYPES}nouveau/"

    answer = client.post(f"{SERVICE_TYPES}nouveau/", {"code": "VIS"}, headers={"referer": page})

    assert answer.status_code == 403
    assert "<h1>Cette page est périmée</h1>" in answer.text
    assert f'href="{page}"' in answer.text


def test_r28_htmx_without_cookies_takes_the_browser_to_the_sign_in_and_back() -> None:
    client = Client(enforce_csrf_checks=True)
    headers = {"HX-Request": "true", "referer": "http://testserver/clients/7/"}

    answer = client.post("/clients/7/suivis/inscrire/", {"note": "x"}, headers=headers)

    assert answer.headers["HX-Redirect"] == "/connexion/?next=/clients/7/"


def test_r28_htmx_of_another_session_opens_the_page_again_and_says_so(administrator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)

    answer = client.post("/clients/7/suivis/inscrire/", {"note": "x"}, headers={"HX-Request": "true"})

    assert answer.headers["HX-Refresh"] == "true"
    assert said(client.get("/clients/")) == [
        "Cette page était périmée et a été rouverte. Rien n’a été enregistré."
    ]


def test_the_way_back_of_a_refused_form_never_leads_to_another_site(administrator: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(administrator)

    answer = client.post("/langue/", headers={"referer": "https://elsewhere.example/page"})

    assert answer.status_code == 403
    assert "elsewhere.example" not in answer.text


def test_only_the_demo_shows_its_accounts(client: Client, settings) -> None:
    plain = client.get(SIGN_IN).text
    settings.DEMO = True

    demo = client.get(SIGN_IN)

    assert "gestion" not in plain
    assert [account.username for account in demo.context["demo_accounts"]] == [
        *("admin", "gestion", "bureau", "rep1", "rep2")
    ]
    assert "<td>gestionnaire</td>" in demo.text


@pytest.mark.parametrize("path", [SIGN_IN, SERVICE_TYPES, f"{SERVICE_TYPES}nouveau/"])
def test_no_page_has_inline_script_or_style(path: str, administrator: User, signed_in) -> None:
    """The content security policy would drop them."""
    client = Client() if path == SIGN_IN else signed_in(administrator)

    page = client.get(path).text

    assert re.findall(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page) == []
