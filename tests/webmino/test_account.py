"""Mon compte: one's own language and password, role and salespeople to be read."""

import pytest
from django.utils.formats import localize
from django.utils.timezone import localtime

from tests.factories import PASSWORD, make_salesperson
from tests.interruptions import just_after
from tests.lists import said
from webmino.accounts import deactivate
from webmino.history import changes_of
from webmino.models import User

ACCOUNT, CHANGE_PASSWORD = "/mon-compte/", "/mon-compte/mot-de-passe/"
NEW_PASSWORD = "un lac gelé en mars"
pytestmark = pytest.mark.django_db


def passwords(**fields: str) -> dict[str, str]:
    return {
        "old_password": PASSWORD,
        "new_password1": NEW_PASSWORD,
        "new_password2": NEW_PASSWORD,
    } | fields


@pytest.mark.parametrize("who", ["representative", "office", "manager", "administrator"])
def test_everybody_reaches_his_account_from_his_menu(
    who: str, request: pytest.FixtureRequest, signed_in
) -> None:
    client = signed_in(request.getfixturevalue(who))

    page = client.get(ACCOUNT).text

    assert "<h1>Mon compte</h1>" in page
    assert f'<a href="{ACCOUNT}">Mon compte</a>' in client.get("/clients/").text


def test_the_page_shows_role_and_salespeople(representative: User, signed_in) -> None:
    representative.salespeople.set([make_salesperson(name="Nadia"), make_salesperson(name="Luc")])
    make_salesperson(name="Un autre")

    page = signed_in(representative).get(ACCOUNT).text

    assert "<dd>représentant</dd>" in page
    assert "<dd>Luc, Nadia</dd>" in page
    assert "Un autre" not in page


def test_r27_the_language_that_is_chosen_is_spoken_from_then_on(office: User, signed_in) -> None:
    client = signed_in(office)

    answer = client.post(ACCOUNT, {"language": "en"}, follow=True)

    assert User.objects.get(pk=office.pk).language == "en"
    assert said(answer) == ["Your language is saved."]
    assert '<html lang="en">' in answer.text


def test_a_language_that_is_not_spoken_is_refused_beside_the_choice(office: User, signed_in) -> None:
    answer = signed_in(office).post(ACCOUNT, {"language": "de"})

    assert list(answer.context["language_form"].errors) == ["language"]
    assert User.objects.get(pk=office.pk).language == "fr"


def test_nothing_but_ones_language_is_written_there(office: User, signed_in) -> None:
    before = User.objects.values("username", "is_active", "is_superuser", "first_name").get()

    signed_in(office).post(
        ACCOUNT, {"language": "en", "username": "x", "is_superuser": "on", "role": "administrator"}
    )

    assert User.objects.values("username", "is_active", "is_superuser", "first_name").get() == before
    assert list(office.groups.values_list("name", flat=True)) == ["office"]


@pytest.mark.parametrize(
    ("page", "sent"),
    [(ACCOUNT, {"language": "en"}), (CHANGE_PASSWORD, passwords())],
    ids=["language", "password"],
)
def test_r25_who_is_deactivated_while_he_saves_his_account_stays_so(
    office: User, administrator: User, signed_in, page: str, sent: dict[str, str]
) -> None:
    client = signed_in(office)
    before = User.objects.values("language", "password").get(pk=office.pk)

    with just_after("webmino_user", lambda: deactivate(User.objects.get(pk=office.pk), by=administrator)):
        client.post(page, sent)

    assert User.objects.values("language", "password").get(pk=office.pk) != before
    assert not User.objects.get(pk=office.pk).is_active


def test_a_password_that_is_changed_keeps_this_session_and_ends_the_others(office: User, signed_in) -> None:
    here, elsewhere = signed_in(office), signed_in(office)

    answer = here.post(CHANGE_PASSWORD, passwords(), follow=True)

    assert User.objects.get(pk=office.pk).check_password(NEW_PASSWORD)
    assert said(answer) == ["Votre mot de passe est changé."]
    assert [client.get(ACCOUNT).status_code for client in (here, elsewhere)] == [200, 302]


def test_a_password_that_is_changed_is_told_with_who_and_when(office: User, signed_in) -> None:
    before = localtime(office.password_set_at)

    signed_in(office).post(CHANGE_PASSWORD, passwords())

    office.refresh_from_db()
    (change,) = changes_of(office)
    after = localtime(office.password_set_at)
    assert (change.user, change.before, change.after) == (office, localize(before), localize(after))
    assert before < after


@pytest.mark.parametrize(("typed", "wrong"), [("zq7kfpw", ["new_password1"]), ("zq7kfpwm", [])])
def test_a_password_is_as_long_as_the_page_says(
    office: User, signed_in, typed: str, wrong: list[str]
) -> None:
    client = signed_in(office)
    page = client.get(CHANGE_PASSWORD).text

    answer = client.post(CHANGE_PASSWORD, passwords(new_password1=typed, new_password2=typed))

    assert "8 caractères ou plus" in page
    assert (list(answer.context["form"].errors) if answer.context else []) == wrong


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"old_password": "not it"}, "old_password"),
        ({"new_password2": "autre chose 42"}, "new_password2"),
        ({"new_password1": "court", "new_password2": "court"}, "new_password1"),
    ],
)
def test_a_wrong_or_weak_password_is_said_beside_its_field(
    office: User, signed_in, fields: dict[str, str], wrong: str
) -> None:
    """R28."""
    answer = signed_in(office).post(CHANGE_PASSWORD, passwords(**fields))

    assert list(answer.context["form"].errors) == [wrong]
    assert NEW_PASSWORD not in answer.text
    assert User.objects.get(pk=office.pk).check_password(PASSWORD)
