"""What happens to every request."""

import pytest
from django.test import Client

from webmino.models import User

pytestmark = pytest.mark.django_db


def test_r28_after_a_post_without_a_session_one_returns_to_the_page_of_the_form() -> None:
    page = "http://testserver/clients/7/?from=%2Fclients%2F"

    answer = Client().post("/clients/7/suivis/inscrire/", {"note": "x"}, headers={"referer": page})

    assert answer.url == "/connexion/?next=/clients/7/%3Ffrom%3D%252Fclients%252F"


def test_an_htmx_request_without_a_session_takes_the_whole_page_to_the_sign_in() -> None:
    answer = Client().post(
        "/clients/7/suivis/inscrire/",
        headers={"HX-Request": "true", "referer": "http://testserver/clients/7/"},
    )

    assert answer.headers["HX-Redirect"] == "/connexion/?next=/clients/7/"


@pytest.mark.parametrize("page", ["https://example.org/trap/", "javascript:alert(1)", ""])
def test_the_way_back_after_signing_in_stays_on_this_site(page: str) -> None:
    answer = Client().post("/clients/7/suivis/inscrire/", headers={"referer": page})

    assert answer.url == "/connexion/?next=/"


def test_r27_pages_speak_the_language_of_the_user(manager: User, client: Client) -> None:
    client.force_login(manager)
    french = client.get("/clients/")
    User.objects.filter(pk=manager.pk).update(language="en")

    english = client.get("/clients/")

    assert (french.headers["Content-Language"], english.headers["Content-Language"]) == ("fr", "en")
    assert '<html lang="fr">' in french.content.decode()
    assert '<html lang="en">' in english.content.decode()


def test_the_content_policy_lets_nothing_inline_run(client: Client) -> None:
    policy = client.get("/connexion/").headers["Content-Security-Policy"]

    assert "script-src 'self'" in policy
    assert "style-src 'self'" in policy
    assert "unsafe" not in policy


def test_r25_the_browser_keeps_no_page_of_who_has_signed_in(manager: User, client: Client) -> None:
    stranger = client.get("/connexion/")
    client.force_login(manager)

    page = client.get("/clients/")

    assert page.headers["Cache-Control"] == "no-store"
    assert "no-store" in stranger.headers["Cache-Control"]  # Django's own, for the sign-in page
