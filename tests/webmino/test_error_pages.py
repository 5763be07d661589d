"""What is said when a request can't be answered: where one is, what happened to the work, how to go on."""

import re

import pytest
from django.template.loader import get_template
from django.test import Client

from webmino.models import User


def heading(html: str) -> str:
    return re.search("<h1>(.*)</h1>", html)[1]


def test_an_unknown_address_keeps_the_frame_of_who_is_signed_in(administrator: User, signed_in) -> None:
    answer = signed_in(administrator).get("/nulle-part/")

    assert (answer.status_code, heading(answer.text)) == (404, "Page introuvable")
    assert "data-sign-out" in answer.text


@pytest.mark.django_db
def test_a_stranger_who_asks_for_an_unknown_address_sees_no_menu(client: Client) -> None:
    answer = client.get("/nulle-part/")

    assert (answer.status_code, heading(answer.text)) == (404, "Page introuvable")
    assert "/clients/" not in answer.text


def test_a_page_that_a_role_does_not_open_says_so_in_the_users_language(office: User, signed_in) -> None:
    User.objects.filter(pk=office.pk).update(language="en")

    answer = signed_in(office).get("/parametres/types-de-service/")

    assert (answer.status_code, heading(answer.text)) == (403, "Not allowed")


@pytest.mark.parametrize("checks", [True, False], ids=["read by a middleware", "read by the view"])
def test_a_form_of_too_many_fields_is_refused_in_the_users_language(office: User, checks: bool) -> None:
    User.objects.filter(pk=office.pk).update(language="en")
    client = Client(enforce_csrf_checks=checks)
    client.force_login(office)
    client.get("/clients/nouveau/")

    answer = client.post("/clients/nouveau/", {f"field-{n}": "" for n in range(10_001)})

    assert (answer.status_code, heading(answer.text)) == (400, "Request not understood")


def test_the_pages_for_failures_need_neither_request_nor_database() -> None:
    headings = [heading(get_template(name).render()) for name in ("400.html", "500.html")]

    assert headings == ["Demande incomprise", "Quelque chose n’a pas fonctionné"]
