"""Paramètres administratifs › Usagers: who signs in, what each may do, for whom he acts (R25)."""

import pytest
from axes.models import AccessAttempt
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.test import Client
from django.utils.formats import localize
from django.utils.timezone import localtime

from tests.factories import PASSWORD, make_customer, make_salesperson, make_user
from tests.interruptions import just_after
from tests.lists import queries_of, said
from webmino.accounts import deactivate, set_role
from webmino.forms import NewPasswordForm
from webmino.models import User
from webmino.roles import Role, role_of

USERS = "/parametres/usagers/"
NEW_PASSWORD = "un lac gelé en mars"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)


def filled(**fields: object) -> dict[str, object]:
    """What the form of a new user sends when it is filled in well."""
    return {
        "username": "mcote",
        "first_name": "Mélanie",
        "last_name": "Côté",
        "language": "en",
        "role": "representative",
        "password1": NEW_PASSWORD,
        "password2": NEW_PASSWORD,
    } | fields


def sign_in(user: User, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/connexion/", {"username": user.username, "password": password})
    return client


def when_set(user: User) -> str:
    """When the user's password was set, in words."""
    return str(localize(localtime(user.password_set_at)))


def is_in(client: Client) -> bool:
    return client.get("/clients/").status_code == 200


# The list


def test_the_list_says_who_may_do_what_and_for_whom(client: Client) -> None:
    user = make_user(Role.REPRESENTATIVE, first_name="Éric", last_name="Roy", username="eroy", language="en")
    user.salespeople.set([make_salesperson(name="Nadia"), make_salesperson(name="Luc")])

    page = client.get(USERS).text

    assert f'<a href="{USERS}{user.pk}/modifier/">Éric Roy</a>' in page
    assert ">représentant</td>" in page
    assert ">Luc, Nadia</td>" in page


def test_the_list_asks_the_same_queries_for_2_and_for_5_users(client: Client) -> None:
    counts = []

    for more in (1, 3):
        for _ in range(more):
            make_user(Role.REPRESENTATIVE).salespeople.add(make_salesperson())
        counts.append(queries_of(lambda: client.get(USERS)))

    assert counts[0] == counts[1]


# Creating and editing


def test_a_user_is_created_with_one_role_his_salespeople_and_a_password_that_signs_him_in(
    client: Client,
) -> None:
    nadia = make_salesperson(name="Nadia")

    answer = client.post(f"{USERS}nouveau/", filled(salespeople=[nadia.pk]), follow=True)

    user = User.objects.get(username="mcote")
    assert (str(user), user.language, role_of(user)) == ("Mélanie Côté", "en", "représentant")
    assert list(user.salespeople.all()) == [nadia]
    assert user.check_password(NEW_PASSWORD)
    assert said(answer) == ["« Mélanie Côté » : ajout enregistré."]


@pytest.mark.parametrize(
    ("role", "has_salesperson", "levels"),
    [
        ("representative", False, ["success", "warning"]),
        ("representative", True, ["success"]),
        ("office", False, ["success"]),
    ],
)
def test_r25_a_representative_who_will_see_nobody_is_saved_and_that_is_said(
    client: Client, role: str, has_salesperson: bool, levels: list[str]
) -> None:
    salespeople = [make_salesperson().pk] if has_salesperson else []

    answer = client.post(f"{USERS}nouveau/", filled(role=role, salespeople=salespeople), follow=True)

    assert User.objects.filter(username="mcote").exists()
    assert [message.level_tag for message in answer.context["messages"]] == levels
    assert said(answer)[1:] == [
        "Mélanie Côté ne verra aucun client tant qu’aucun vendeur ne lui est confié."
    ] * (len(levels) - 1)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({"username": ""}, "username"),
        ({"username": "deux mots"}, "username"),
        ({"role": ""}, "role"),
        ({"role": "king"}, "role"),
        ({"language": "de"}, "language"),
        ({"salespeople": [0]}, "salespeople"),
        ({"password2": "autre chose 42"}, "password2"),
        ({"password1": "court", "password2": "court"}, "password1"),
        ({"password1": "melanie1", "password2": "melanie1", "first_name": "melanie1"}, "password1"),
    ],
)
def test_bad_input_is_said_beside_its_field_and_saves_nothing(
    client: Client, fields: dict[str, object], wrong: str
) -> None:
    """R28."""
    answer = client.post(f"{USERS}nouveau/", filled(**fields))

    assert list(answer.context["form"].errors) == [wrong]
    assert f'id="id_{wrong}_error"' in answer.text
    assert NEW_PASSWORD not in answer.text
    assert User.objects.count() == 1


@pytest.mark.parametrize("username", ["mcote", "MCote"])
def test_a_user_name_that_another_has_whatever_its_capitals_is_said_beside_it(
    client: Client, username: str
) -> None:
    make_user(Role.OFFICE, username="mcote")

    answer = client.post(f"{USERS}nouveau/", filled(username=username))

    assert answer.context["form"].errors == {"username": ["Un autre usager a ce nom d’usager."]}


def test_two_user_names_never_differ_by_capitals_alone() -> None:
    make_user(Role.OFFICE, username="Éric")

    with pytest.raises(IntegrityError, match="user_name_is_unique"):
        make_user(Role.OFFICE, username="éric")


def test_the_capitals_of_a_user_name_may_be_changed(client: Client, office: User) -> None:
    capitals = office.username.upper()

    client.post(f"{USERS}{office.pk}/modifier/", filled(username=capitals, role="office"))

    assert User.objects.get(pk=office.pk).username == capitals


def test_r25_a_role_and_salespeople_that_change_say_at_once_what_is_seen(
    client: Client, representative: User, signed_in
) -> None:
    theirs = signed_in(representative)
    other = make_customer(name="Chez l’autre", salesperson=make_salesperson())
    before = theirs.get(f"/clients/{other.pk}/").status_code

    client.post(
        f"{USERS}{representative.pk}/modifier/",
        filled(username=representative.username, salespeople=[other.salesperson_id]),
    )

    assert (before, theirs.get(f"/clients/{other.pk}/").status_code) == (404, 200)
    assert list(representative.salespeople.all()) == [other.salesperson]


def test_a_user_has_one_role(client: Client, office: User) -> None:
    client.post(f"{USERS}{office.pk}/modifier/", filled(username=office.username, role="manager"))

    assert list(office.groups.values_list("name", flat=True)) == ["manager"]


def test_who_createsuperuser_made_is_offered_as_an_administrator_and_stays_one(client: Client) -> None:
    superuser = User.objects.create_superuser("chef", password=PASSWORD)
    edit = f"{USERS}{superuser.pk}/modifier/"
    role = client.get(edit).context["form"]["role"]

    client.post(edit, filled(username="chef", role=role.value()))

    superuser = User.objects.get(pk=superuser.pk)
    assert "selected>administrateur</option>" in str(role)
    assert (superuser.is_superuser, role_of(superuser)) == (True, "administrateur")


def test_who_has_no_role_is_given_none_by_leaving_the_first(client: Client) -> None:
    nobody = User.objects.create_user("personne")
    edit = f"{USERS}{nobody.pk}/modifier/"
    chosen = client.get(edit).context["form"]["role"]

    answer = client.post(edit, filled(username="personne", role=""))

    assert '<option value="" selected>—</option>' in str(chosen)
    assert list(answer.context["form"].errors) == ["role"]


def test_a_salesperson_who_is_inactive_stays_chosen_and_is_not_offered_to_others(
    client: Client, office: User
) -> None:
    gone = make_salesperson(name="Parti", is_active=False)
    office.salespeople.add(gone)

    offered = [
        gone in client.get(f"{USERS}{address}").context["form"].fields["salespeople"].queryset
        for address in (f"{office.pk}/modifier/", "nouveau/")
    ]

    assert offered == [True, False]


def test_the_history_of_a_user_tells_fields_role_salespeople_and_when_his_password_was_set(
    client: Client, administrator: User, office: User
) -> None:
    luc, nadia = make_salesperson(name="Luc"), make_salesperson(name="Nadia")
    office.salespeople.set([luc])
    edit = f"{USERS}{office.pk}/modifier/"
    sent = filled(username=office.username, first_name="", last_name="", role="manager")

    client.post(edit, sent | {"salespeople": [luc.pk, nadia.pk]})
    client.post(edit, sent | {"salespeople": [nadia.pk]})
    client.post(
        f"{USERS}{office.pk}/mot-de-passe/", {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    )

    changes = client.get(edit).context["changes"]
    by_administrator = [change[2:] for change in changes if change.user == administrator]
    before, after = when_set(office), when_set(User.objects.get(pk=office.pk))
    assert sorted(by_administrator) == [
        ("Langue", "français", "anglais"),
        ("Mot de passe défini le", before, after),
        ("Rôle", "bureau", "gestionnaire"),
        ("Vendeurs", "Luc", "Luc, Nadia"),
        ("Vendeurs", "Luc, Nadia", "Nadia"),
    ]
    assert [change.at for change in changes] == sorted((change.at for change in changes), reverse=True)


def test_the_history_keeps_no_digest_of_a_password(client: Client, office: User) -> None:
    client.post(
        f"{USERS}{office.pk}/mot-de-passe/", {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    )

    event = User.pgh_event_model.objects.values().get(pgh_obj=office)
    assert event["password_set_at"] == office.password_set_at
    assert office.password not in event.values()


def test_a_save_that_changes_no_role_tells_none(client: Client, office: User) -> None:
    edit = f"{USERS}{office.pk}/modifier/"

    client.post(edit, filled(username=office.username, first_name="", last_name="", role="office"))

    changes = [change[2:] for change in client.get(edit).context["changes"] if change.user]
    assert changes == [("Langue", "français", "anglais")]


def test_the_page_of_a_user_is_still_the_page_of_who_asks(client: Client, administrator: User) -> None:
    other = make_user(Role.OFFICE, first_name="Éric", last_name="Roy")

    page = client.get(f"{USERS}{other.pk}/modifier/").text

    assert "<h1>Éric Roy</h1>" in page
    assert f"<summary>{administrator}</summary>" in page
    assert f'data-user="{administrator.pk}"' in page


# The last administrator, and oneself


def test_nobody_deactivates_himself(client: Client, administrator: User) -> None:
    make_user(Role.ADMINISTRATOR)

    answer = client.post(f"{USERS}{administrator.pk}/desactiver/", follow=True)

    assert said(answer) == [
        "Vous ne pouvez pas vous désactiver vous-même : demandez à un autre administrateur."
    ]
    assert 'data-message="error"' in answer.text
    assert User.objects.get(pk=administrator.pk).is_active


def test_the_last_administrator_keeps_his_role_and_nothing_else_is_saved(
    client: Client, administrator: User
) -> None:
    make_user(Role.ADMINISTRATOR, is_active=False)

    answer = client.post(
        f"{USERS}{administrator.pk}/modifier/", filled(username=administrator.username, role="manager")
    )

    assert answer.context["form"].errors == {
        "role": ["Personne d’autre n’est administrateur : donnez d’abord ce rôle à quelqu’un."]
    }
    assert role_of(administrator) == "administrateur"
    assert User.objects.get(pk=administrator.pk).first_name == ""


def test_an_administrator_among_others_may_lose_his_role(client: Client, administrator: User) -> None:
    other = make_user(Role.ADMINISTRATOR)

    client.post(f"{USERS}{other.pk}/modifier/", filled(username=other.username, role="office"))

    assert list(other.groups.values_list("name", flat=True)) == ["office"]


@pytest.mark.parametrize(("role", "address"), [("office", "/"), ("administrator", USERS)])
def test_who_saves_himself_goes_on_to_a_page_that_he_may_open(
    client: Client, administrator: User, role: str, address: str
) -> None:
    make_user(Role.ADMINISTRATOR)

    answer = client.post(
        f"{USERS}{administrator.pk}/modifier/",
        filled(username=administrator.username, role=role, language="fr"),
        follow=True,
    )

    assert answer.redirect_chain[0] == (address, 302)
    assert said(answer) == ["« Mélanie Côté » : modification enregistrée."]


def test_the_last_active_administrator_is_deactivated_by_nobody(administrator: User, manager: User) -> None:
    with pytest.raises(ValidationError, match="Personne d’autre n’est administrateur"):
        deactivate(administrator, by=manager)

    assert User.objects.get(pk=administrator.pk).is_active


def test_a_role_takes_away_what_was_given_beside_roles(administrator: User) -> None:
    superuser = make_user(Role.ADMINISTRATOR, is_superuser=True)

    set_role(superuser, Role.OFFICE)

    assert not User.objects.get(pk=superuser.pk).has_perm("webmino.change_user")


# Out at once, and in again


def test_r25_a_deactivated_user_is_out_at_once_and_stays_so_until_he_signs_in_again(
    client: Client, office: User, administrator: User
) -> None:
    theirs, colleague = sign_in(office), sign_in(make_user(Role.OFFICE))
    question = client.get(f"{USERS}{office.pk}/desactiver/").text
    states = [is_in(theirs)]

    answer = client.post(f"{USERS}{office.pk}/desactiver/", follow=True)
    states += [is_in(theirs), is_in(sign_in(office)), is_in(colleague), is_in(client)]
    client.post(f"{USERS}{office.pk}/activer/")
    states += [is_in(theirs), is_in(sign_in(office))]

    assert f"<h1>Désactiver {office}</h1>" in question
    assert states == [True, False, False, True, True, False, True]
    assert said(answer) == [f"« {office} » : désactivation enregistrée."]


def test_r25_who_is_deactivated_while_his_form_is_saved_stays_so(
    client: Client, administrator: User, office: User
) -> None:
    # Between the reading of his row and the writing of it.
    with just_after("customers_salesperson", lambda: deactivate(office, by=administrator)):
        client.post(f"{USERS}{office.pk}/modifier/", filled(username=office.username, role="office"))

    saved = User.objects.get(pk=office.pk)
    assert (saved.first_name, saved.is_active) == ("Mélanie", False)


def test_r25_who_is_deactivated_while_his_password_is_set_stays_so(administrator: User, office: User) -> None:
    form = NewPasswordForm(
        User.objects.get(pk=office.pk), {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    )
    deactivate(office, by=administrator)

    form.full_clean()
    form.save()

    saved = User.objects.get(pk=office.pk)
    assert (saved.check_password(NEW_PASSWORD), saved.is_active) == (True, False)


def test_a_password_that_is_set_signs_out_who_had_the_old_one(client: Client, office: User) -> None:
    theirs = sign_in(office)

    answer = client.post(
        f"{USERS}{office.pk}/mot-de-passe/",
        {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
        follow=True,
    )

    assert [is_in(theirs), is_in(sign_in(office)), is_in(sign_in(office, NEW_PASSWORD))] == [
        *(False, False, True)
    ]
    assert said(answer) == [f"{office} a un nouveau mot de passe."]


def test_setting_ones_own_password_keeps_the_session(client: Client, administrator: User) -> None:
    client.post(
        f"{USERS}{administrator.pk}/mot-de-passe/",
        {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD},
    )

    assert is_in(client)


def test_a_weak_password_is_refused_beside_its_field(client: Client, office: User) -> None:
    answer = client.post(
        f"{USERS}{office.pk}/mot-de-passe/", {"new_password1": "abc", "new_password2": "abc"}
    )

    assert list(answer.context["form"].errors) == ["new_password1"]
    assert "otre mot de passe" not in answer.text
    assert User.objects.get(pk=office.pk).check_password(PASSWORD)


def test_who_is_locked_out_is_shown_so_and_let_in_again(client: Client, office: User) -> None:
    colleague = make_user(Role.OFFICE)
    for user in (office, colleague):
        for _attempt in range(settings.AXES_FAILURE_LIMIT):
            sign_in(user, "not it")
    locked = client.get(USERS).text.count("verrouillé")
    refused = is_in(sign_in(office))

    answer = client.post(f"{USERS}{office.pk}/deverrouiller/", follow=True)

    assert (locked, answer.text.count("verrouillé")) == (2, 1)
    assert (refused, is_in(sign_in(office)), is_in(sign_in(colleague))) == (False, True, False)
    assert said(answer) == [f"{office} peut de nouveau se connecter."]


def test_who_is_locked_out_comes_in_with_the_password_that_he_is_given(client: Client, office: User) -> None:
    colleague = make_user(Role.OFFICE)
    for user in (office, colleague):
        for _attempt in range(settings.AXES_FAILURE_LIMIT):
            sign_in(user, "not it")

    client.post(
        f"{USERS}{office.pk}/mot-de-passe/", {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    )

    assert [is_in(sign_in(office, NEW_PASSWORD)), is_in(sign_in(colleague))] == [True, False]


def test_other_capitals_are_no_way_around_a_lock(client: Client) -> None:
    user = make_user(Role.OFFICE, username="MCote")
    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        sign_in(User(username="mcote"), "not it")
    shown, refused = "verrouillé" in client.get(USERS).text, is_in(sign_in(user))

    client.post(f"{USERS}{user.pk}/deverrouiller/")

    assert (shown, refused, is_in(sign_in(user))) == (True, False, True)


def test_a_few_wrong_passwords_are_no_lock(client: Client, office: User) -> None:
    sign_in(office, "not it")

    page = client.get(USERS).text

    assert AccessAttempt.objects.count() == 1
    assert "verrouillé" not in page
