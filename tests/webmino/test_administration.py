"""Paramètres administratifs: the page at the head of the section."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from webmino.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/parametres/"


def links_of(client: Client, address: str) -> list[str]:
    """Where the links of the page itself lead within the section, without those of its menu."""
    _head, _main, page = client.get(address).content.decode().partition("<main")
    return re.findall(rf'href="({ADDRESS}[^"]*)"', page)


def test_the_section_begins_with_a_page_that_leads_to_each_of_its_lists_and_back(
    administrator: User, signed_in: Callable[[User], Client]
) -> None:
    client = signed_in(administrator)

    links = links_of(client, ADDRESS)

    assert links == [
        f"{ADDRESS}{page}/"
        for page in (
            *("types-de-service", "vendeurs", "routes", "reaffectation"),
            *("categories", "groupes-de-tri", "categories-items", "usagers", "reglages"),
        )
    ]
    assert [links_of(client, link)[0] for link in links] == [ADDRESS] * 9
