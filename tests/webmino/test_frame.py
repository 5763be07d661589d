"""What each page has around its content: drawn once, and still each reader's own."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from tests.factories import make_user
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db

# A page that everybody may open.
PAGE = "/clients/"
LINK = re.compile(r'<a href="([^"]*)"(?: data-shortcut="[^"]*")?(?: aria-current="(\w+)")?>([^<]*)</a>')


def links(client: Client, address: str = PAGE) -> list[tuple[str, str, str]]:
    """The address, the mark and the words of each link of the header's menu."""
    page = client.get(address).content.decode()
    return LINK.findall(page.split("<nav ")[1].split("</nav>")[0])


def words(client: Client) -> list[str]:
    return [text for _address, _mark, text in links(client)]


def test_r25_each_reader_has_the_links_of_his_own_rights_whoever_came_before(signed_in) -> None:
    roles = [*Role, *reversed(Role)]

    seen = [words(signed_in(make_user(role))) for role in roles]

    assert seen[:4] == seen[:3:-1]
    assert ["Usagers" in shown for shown in seen[:4]] == [False, False, False, True]


def test_r25_a_link_comes_and_goes_with_the_permission(office: User, signed_in) -> None:
    client = signed_in(office)
    may_see = Permission.objects.get(codename="view_servicetype")
    shown = ["Usagers" in words(client)]

    for change in (office.user_permissions.add, office.user_permissions.remove):
        change(may_see)
        shown.append("Usagers" in words(client))

    assert shown == [False, True, False]


def test_who_may_do_everything_has_every_link(administrator: User, signed_in) -> None:
    superuser = User.objects.create_superuser("racine")

    assert set(words(signed_in(administrator))) <= set(words(signed_in(superuser)))


def test_r27_the_frame_speaks_each_reader_s_language(signed_in) -> None:
    readers = [make_user(Role.MANAGER, language=language) for language in ("fr", "en", "fr")]

    pages = [signed_in(reader).get(PAGE).content.decode() for reader in readers]

    said = [
        [text for text in ("Clients", "Fermer", "Customers", "Close") if f">{text}<" in page]
        for page in pages
    ]
    assert said == [["Clients", "Fermer"], ["Customers", "Close"], ["Clients", "Fermer"]]


def test_each_link_is_marked_on_its_page_and_under_it_alone(administrator: User, signed_in) -> None:
    client = signed_in(administrator)
    addresses = [address for address, _mark, _text in links(client)]

    marked = {
        here: {address: mark for address, mark, _text in links(client, here) if mark} for here in addresses
    }

    assert marked == {address: {address: "page"} for address in addresses}
    assert {mark for _address, mark, _text in links(client, "/clients/nouveau/")} == {"", "true"}


def test_the_user_s_name_is_his_own_and_written_as_text(signed_in) -> None:
    people = [make_user(Role.OFFICE, first_name=name) for name in ('<b>&"', "Zoé")]

    pages = [signed_in(one).get(PAGE).content.decode() for one in people]

    assert [re.findall(r"<summary>([^<]*)</summary>\s*<div class=.menu-panel", page) for page in pages] == [
        ["&lt;b&gt;&amp;&quot;"],
        ["Zoé"],
    ]


def test_what_is_drawn_once_knows_the_language_and_nothing_of_the_page() -> None:
    drawn = Template(
        "{% load i18n webmino %}{% once_per_language %}{% translate 'Customers' %}{% if name %}!{% endif %}"
        "{% endonce_per_language %} {{ name }}"
    )

    with translation.override("fr"):
        french = [drawn.render(Context({"name": name})) for name in ("<b>", "Zoé")]
    with translation.override("en"):
        english = drawn.render(Context({"name": ""}))

    assert (french, english) == (["Clients &lt;b&gt;", "Clients Zoé"], "Customers ")


def test_the_token_of_a_page_s_forms_is_one_and_of_no_other_page(manager: User, signed_in) -> None:
    client = signed_in(manager)

    pages = [client.get(PAGE).content.decode() for _ in range(2)]

    tokens = [
        set(re.findall(r'(?:csrfmiddlewaretoken" value="|X-CSRFToken": ")(\w+)', page)) for page in pages
    ]
    assert [len(of_page) for of_page in tokens] == [1, 1]
    assert tokens[0] != tokens[1]
