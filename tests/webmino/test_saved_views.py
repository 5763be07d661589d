"""Saved views of both tables: own and shared, with a default; the address stays the truth (R7)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse

from customers.models import CustomerCategory
from tests.factories import (
    make_category,
    make_customer,
    make_follow_up,
    make_route,
    make_salesperson,
    make_saved_view,
    make_user,
)
from tests.lists import queries_of_page, rows_of_page, said
from webmino.models import DefaultView, SavedView, User
from webmino.roles import Role
from webmino.saved_views.services import make_default, save_view

pytestmark = pytest.mark.django_db
TRACKING, CUSTOMERS, VIEWS = "/suivi-visites/", "/clients/", "/vues/"
SAVE = "/vues/enregistrer/"
SignIn = Callable[[User], Client]


@pytest.fixture
def desk(manager: User, signed_in: SignIn) -> Client:
    return signed_in(manager)


def listed(client: Client, address: str) -> list[int]:
    """The keys of the customers that the page lists, after what it leads on to."""
    return [row.record.pk for row in client.get(address, follow=True).context["table"].rows]


def menu_of(client: Client, address: str) -> Any:
    return client.get(address, follow=True).context["views"]


def kept() -> list[dict[str, Any]]:
    return list(SavedView.objects.order_by("pk").values("name", "table", "query", "is_shared"))


# What the database holds


def test_r7_a_name_is_unique_for_its_owner_and_table_whatever_the_case(manager: User, office: User) -> None:
    make_saved_view(owner=manager, name="Mes clients")
    make_saved_view(owner=office, name="Mes clients")
    make_saved_view(owner=manager, name="Mes clients", table="customers:customer-list")

    with pytest.raises(IntegrityError, match="saved_view_name_is_unique"):
        SavedView.objects.create(owner=manager, table="followups:visit-tracking", name="MES CLIENTS")


def test_r7_a_user_has_one_default_for_a_table(manager: User) -> None:
    first, second = make_saved_view(owner=manager), make_saved_view(owner=manager)
    elsewhere = make_saved_view(owner=manager, table="customers:customer-list")

    for view in (first, elsewhere, second):
        make_default(view, of=manager)

    assert {one.view for one in manager.default_views.all()} == {second, elsewhere}
    with pytest.raises(IntegrityError, match="one_default_view_for_a_user_and_a_table"):
        DefaultView.objects.create(user=manager, table=first.table, view=first)


def test_r7_a_view_that_is_no_longer_shared_ceases_to_be_the_default_of_others(
    manager: User, office: User
) -> None:
    view = make_saved_view(owner=manager, is_shared=True)
    make_default(view, of=manager)
    make_default(view, of=office)

    view.is_shared = False
    save_view(view)

    assert list(DefaultView.objects.values_list("user", flat=True)) == [manager.pk]


# Saving


def test_r7_a_view_keeps_the_filters_and_the_sort_of_its_page_and_nothing_else(
    desk: Client, manager: User
) -> None:
    route = make_route(code="R-7")
    address = (
        f"{TRACKING}?sort=name&route={route.code}&q=léa&q2=x&after=abc&page=last&export=xlsx&status=active"
    )

    answer = desk.post(SAVE, {"name": " Route 7 ", "from": address}, follow=True)

    assert kept() == [
        {
            "name": "Route 7",
            "table": "followups:visit-tracking",
            "query": "q=l%C3%A9a&route=R-7&sort=name",
            "is_shared": False,
        }
    ]
    assert said(answer) == ["La vue «\xa0Route 7\xa0» est enregistrée."]
    assert answer.redirect_chain == [(f"{TRACKING}?q=l%C3%A9a&route=R-7&sort=name", 302)]
    assert SavedView.objects.get().owner == manager


def test_r7_both_tables_have_their_own_views(desk: Client, manager: User) -> None:
    desk.post(SAVE, {"name": "Inactifs", "from": f"{CUSTOMERS}?status=inactive"})
    desk.post(SAVE, {"name": "Retards", "from": f"{TRACKING}?due=late"})

    assert [entry.address for entry in menu_of(desk, CUSTOMERS).own] == [f"{CUSTOMERS}?status=inactive"]
    assert [entry.address for entry in menu_of(desk, TRACKING).own] == [f"{TRACKING}?due=late"]


def test_a_page_that_keeps_no_views_offers_none(desk: Client) -> None:
    answer = desk.post(SAVE, {"name": "Agenda", "from": "/agenda/?whose=mine"})

    assert answer.status_code == 404
    assert kept() == []
    assert 'class="views"' not in desk.get("/agenda/").text
    assert 'class="views"' in desk.get(TRACKING).text


@pytest.mark.parametrize("elsewhere", ["", "https://example.org/", "/nulle-part/", "/mon-compte/"])
def test_only_a_list_of_ours_is_saved(desk: Client, elsewhere: str) -> None:
    answer = desk.post(SAVE, {"name": "Ailleurs", "from": elsewhere})

    assert answer.status_code == 404
    assert kept() == []


def test_r28_a_name_that_exists_is_said_beside_it_and_replaced_only_once_that_is_confirmed(
    desk: Client, manager: User
) -> None:
    view = make_saved_view(owner=manager, name="Mes clients", query="due=late")
    sent = {"name": "mes CLIENTS", "from": f"{TRACKING}?due=open"}

    refused = desk.post(SAVE, sent)
    before = kept()
    other = make_saved_view(owner=manager, name="Autre")
    not_asked_for = desk.post(SAVE, sent | {"name": "autre", "replace": str(view.pk)})
    desk.post(SAVE, sent | {"replace": str(view.pk)})

    assert (refused.status_code, not_asked_for.status_code) == (422, 422)
    assert refused.context["form"].errors == {"name": ["Il y a déjà une vue de ce nom."]}
    assert 'value="mes CLIENTS"' in refused.text
    assert f'name="replace" value="{view.pk}"' in refused.text
    assert [one["query"] for one in before] == ["due=late"]
    assert [(one["name"], one["query"]) for one in kept()] == [
        ("mes CLIENTS", "due=open"),
        ("Autre", other.query),
    ]


@pytest.mark.parametrize("name", ["", "   ", "x" * 101, "a\0b"])
def test_r28_a_name_that_cannot_be_kept_is_said_beside_it(desk: Client, name: str) -> None:
    answer = desk.post(SAVE, {"name": name, "from": TRACKING})

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["name"]
    assert kept() == []


def test_r28_a_filter_that_cannot_be_read_and_too_many_filters_are_not_saved(desk: Client) -> None:
    categories = [make_category(code=f"{n:060}") for n in range(30)]
    too_many = "&".join(f"category={one.code}" for one in categories)

    unreadable = desk.post(SAVE, {"name": "Fautive", "from": f"{TRACKING}?days_since_min=abc"})
    long = desk.post(SAVE, {"name": "Longue", "from": f"{TRACKING}?{too_many}"})

    assert unreadable.context["form"].non_field_errors() == [
        "Un filtre ne peut être lu\xa0: corrigez-le dans la liste, puis enregistrez la vue."
    ]
    assert long.context["form"].non_field_errors() == [
        "Il y a trop de filtres pour les enregistrer\xa0: choisissez moins de valeurs."
    ]
    assert kept() == []
    assert desk.get(TRACKING, {"days_since_min": "abc"}).context["views"].fields is None


def test_the_page_that_saves_leads_to_the_views_when_it_is_opened_by_itself(desk: Client) -> None:
    assert desk.get(SAVE).url == VIEWS


# The menu


@pytest.mark.parametrize(
    "address",
    [
        "?route=R-7&route=R-8&sort=name",
        "?sort=name&route=R-8&route=R-7&route=R-8&status=active&q=&period_from=",
        "?sort=name&route=R-8&route=R-7&after=WzEsMV0",
    ],
)
def test_r7_the_menu_names_the_view_that_the_address_is_whatever_the_order(
    desk: Client, manager: User, address: str
) -> None:
    make_route(code="R-7"), make_route(code="R-8")
    view = make_saved_view(owner=manager, query="route=R-7&route=R-8&sort=name")
    make_saved_view(owner=manager, query="route=R-7&sort=name")

    menu = menu_of(desk, f"{TRACKING}{address}")

    assert menu.current == view
    assert [entry.view for entry in menu.own if entry.is_current] == [view]


def test_r7_another_address_is_no_view(desk: Client, manager: User) -> None:
    make_saved_view(owner=manager, query="due=late")

    assert menu_of(desk, f"{TRACKING}?due=late&q=a").current is None
    assert menu_of(desk, f"{TRACKING}?due=late&sort=name").current is None
    assert menu_of(desk, f"{CUSTOMERS}?due=late").current is None


def test_r7_of_two_alike_the_one_that_was_opened_is_named(desk: Client, manager: User) -> None:
    first, second = (make_saved_view(owner=manager, name=name, query="due=late") for name in "AB")

    page = desk.get(f"{TRACKING}?due=late&view={second.pk}")

    assert page.context["views"].current == second
    assert menu_of(desk, f"{TRACKING}?due=late").current == first


def test_r7_filters_that_are_changed_know_the_view_they_came_from_and_save_into_it(
    desk: Client, manager: User
) -> None:
    make_follow_up()
    view = make_saved_view(owner=manager, query="due=late")
    sort_by_name = desk.get(f"{TRACKING}?due=late&status=all").context["headers"][1].address
    opened = desk.get(f"{TRACKING}?due=late")
    changed = opened.context["headers"][1].address

    menu = menu_of(desk, f"{TRACKING}{changed}")
    answer = desk.post(f"/vues/{view.pk}/enregistrer/", {"from": menu.here}, follow=True)

    assert sort_by_name == "?due=late&status=all&sort=name"
    assert changed == f"?due=late&view={view.pk}&sort=name"
    assert (menu.current, menu.changed, menu.may_update) == (None, view, True)
    assert f'<input type="hidden" name="view" value="{view.pk}">' in opened.text
    assert [one["query"] for one in kept()] == ["due=late&sort=name"]
    assert answer.context["views"].current == view


def test_changes_of_a_view_are_those_of_its_own_table(desk: Client, manager: User) -> None:
    view = make_saved_view(owner=manager, query="due=late")

    of_other_table = desk.post(f"/vues/{view.pk}/enregistrer/", {"from": f"{CUSTOMERS}?q=a"})
    unreadable = desk.post(
        f"/vues/{view.pk}/enregistrer/", {"from": f"{TRACKING}?days_since_min=x"}, follow=True
    )

    assert of_other_table.status_code == 404
    assert said(unreadable) == [
        "Un filtre ne peut être lu\xa0: corrigez-le dans la liste, puis enregistrez la vue."
    ]
    assert [one["query"] for one in kept()] == ["due=late"]


# The default


def test_r7_the_default_opens_with_the_bare_address_and_with_no_other(desk: Client, manager: User) -> None:
    make_default(make_saved_view(owner=manager, query="due=late"), of=manager)
    make_follow_up()

    assert desk.get(TRACKING).url == f"{TRACKING}?due=late"
    assert desk.get(CUSTOMERS).status_code == 200
    assert [
        len(listed(desk, f"{TRACKING}?{query}")) for query in ("sort=last_on", "q=", "status=active")
    ] == [
        1,
        1,
        1,
    ]


def test_r7_the_whole_list_is_reached_in_spite_of_a_default(desk: Client, manager: User) -> None:
    make_default(make_saved_view(owner=manager, query="route=none"), of=manager)
    customer = make_follow_up(customer=make_customer(route=make_route())).customer
    page = desk.get(TRACKING, follow=True)
    nothing_found = desk.get(f"{TRACKING}?q=zzzz")

    cleared = page.context["listing"].unfiltered_address
    (chip,) = page.context["filters"].chips()

    assert cleared == f"{TRACKING}?sort=last_on"
    assert page.text.count(f'href="{cleared}"') == 3  # the menu's, « clear all », and that of an empty list
    assert f'href="{cleared}"' in nothing_found.text
    assert '<option value="last_on" selected>' in page.text
    assert listed(desk, cleared) == [customer.pk]
    assert listed(desk, f"{TRACKING}?{chip.without}") == [customer.pk]


def test_r7_without_a_default_addresses_stay_as_short_as_they_were(desk: Client) -> None:
    make_follow_up()

    page = desk.get(f"{TRACKING}?q=a")

    assert page.context["listing"].unfiltered_address == TRACKING
    assert '<input type="hidden" name="sort"' not in page.text
    assert '<input type="hidden" name="view"' not in page.text


def test_r7_the_first_page_of_a_whole_list_is_not_the_default(
    desk: Client, manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_default(make_saved_view(owner=manager, query="route=none"), of=manager)
    monkeypatch.setattr("webmino.table_pages.TablePage.page_size", 1)
    customers = [make_follow_up().customer.pk for _ in range(2)]

    last = desk.get(f"{TRACKING}?page=last")

    assert listed(desk, TRACKING + last.context["pages"]["first"]) == customers[:1]


def test_r7_a_view_of_the_whole_list_can_be_the_default(desk: Client, manager: User) -> None:
    desk.post(SAVE, {"name": "Tous", "from": TRACKING, "is_default": "on"})

    answer = desk.get(TRACKING, follow=True)

    assert [one["query"] for one in kept()] == [""]
    assert answer.redirect_chain == [(f"{TRACKING}?sort=last_on", 302)]
    assert answer.context["views"].current == SavedView.objects.get()
    assert "par défaut" in answer.text.split('class="menu views-menu"')[1].split("</summary>")[0]


def test_r7_a_shared_view_of_somebody_else_can_be_the_default_until_it_is_deleted(
    desk: Client, office: User, signed_in: SignIn
) -> None:
    clerk = signed_in(office)
    desk.post(SAVE, {"name": "Retards", "from": f"{TRACKING}?due=late", "is_shared": "on"})
    view = SavedView.objects.get()

    answer = clerk.post(f"/vues/{view.pk}/defaut/", follow=True)
    opened = clerk.get(TRACKING)
    desk.post(f"/vues/{view.pk}/supprimer/")

    assert said(answer) == ["La page s’ouvre maintenant sur «\xa0Retards\xa0»."]
    assert opened.url == f"{TRACKING}?due=late"
    assert clerk.get(TRACKING).status_code == 200
    assert (SavedView.objects.count(), DefaultView.objects.count()) == (0, 0)


def test_r7_a_default_is_given_up(desk: Client, manager: User) -> None:
    view = make_saved_view(owner=manager, query="due=late")
    make_default(view, of=manager)

    answer = desk.post(f"/vues/{view.pk}/sans-defaut/", follow=True)

    assert said(answer) == [f"La page ne s’ouvre plus sur «\xa0{view}\xa0»."]
    assert desk.get(TRACKING).status_code == 200


# Sharing


@pytest.mark.parametrize(
    ("role", "shares"),
    [(Role.REPRESENTATIVE, False), (Role.OFFICE, False), (Role.MANAGER, True), (Role.ADMINISTRATOR, True)],
)
def test_r7_managers_and_administrators_share_views(signed_in: SignIn, role: Role, shares: bool) -> None:
    client = signed_in(make_user(role))

    client.post(SAVE, {"name": "Retards", "from": f"{TRACKING}?due=late", "is_shared": "on"})

    assert [one["is_shared"] for one in kept()] == [shares]
    assert ('name="is_shared"' in menu_of(client, TRACKING).fields) == shares


def test_the_form_is_each_one_s_own_whoever_opened_the_page_before(
    desk: Client, office: User, signed_in: SignIn
) -> None:
    User.objects.filter(pk=office.pk).update(language="en")
    clients = [desk, signed_in(office), desk]

    forms = [menu_of(client, TRACKING).fields for client in clients]

    assert ['name="is_shared"' in form for form in forms] == [True, False, True]
    assert ["Make it my default" in form for form in forms] == [False, True, False]


def test_r7_a_shared_view_shows_its_author_and_one_of_another_s_own_does_not_show(
    desk: Client, office: User
) -> None:
    author = make_user(Role.MANAGER, first_name="Léa", last_name="Roy")
    shared = make_saved_view(owner=author, name="Pour tous", is_shared=True)
    make_saved_view(owner=author, name="Secret")
    make_saved_view(owner=office, name="Privé")

    page, views = desk.get(TRACKING), desk.get(VIEWS)

    assert [entry.view for entry in page.context["views"].shared] == [shared]
    assert "Léa Roy" in page.text
    assert "par Léa Roy" in views.text
    for text in (page.text, views.text):
        assert "Pour tous" in text
        assert "Secret" not in text
        assert "Privé" not in text


def test_r25_a_representative_who_opens_a_shared_view_sees_his_own_customers_only(
    desk: Client, representative: User, signed_in: SignIn
) -> None:
    route = make_route(code="R-7")
    own = make_follow_up(customer=make_customer(route=route, salesperson=representative.salespeople.get()))
    other = make_follow_up(customer=make_customer(route=route, salesperson=make_salesperson()))
    desk.post(SAVE, {"name": "Route 7", "from": f"{TRACKING}?route=R-7", "is_shared": "on"})
    phone = signed_in(representative)

    (entry,) = menu_of(phone, TRACKING).shared

    assert listed(phone, entry.address) == [own.customer_id]
    assert sorted(listed(desk, entry.address)) == sorted([own.customer_id, other.customer_id])


def test_r25_a_shared_view_does_not_name_a_salesperson_whom_its_reader_can_not_choose(
    desk: Client, representative: User, signed_in: SignIn
) -> None:
    own = make_follow_up(customer=make_customer(salesperson=representative.salespeople.get()))
    stranger = make_salesperson(code="V9", name="Mélanie Inconnue")
    make_follow_up(customer=make_customer(name="Autre", salesperson=stranger))
    desk.post(SAVE, {"name": "Tournée", "from": f"{TRACKING}?salesperson=V9", "is_shared": "on"})
    view, phone = SavedView.objects.get(), signed_in(representative)

    opened = phone.get(f"{TRACKING}?salesperson=V9", follow=True)
    views = phone.get(VIEWS)

    assert opened.redirect_chain == [(f"{TRACKING}?view={view.pk}", 302)]
    assert [row.record.pk for row in opened.context["table"].rows] == [own.customer_id]
    assert said(opened) == [
        "La vue «\xa0Tournée\xa0» demande aussi ce qui n’existe plus ou ce que vous ne voyez pas; "
        "c’est laissé de côté\xa0: Vendeur V9."
    ]
    assert opened.context["views"].changed == view
    assert opened.context["views"].may_update is False
    assert "Tournée" in views.text
    for text in (opened.text, views.text):
        assert "Inconnue" not in text
        assert "Autre" not in text


def test_r7_a_view_whose_category_is_gone_opens_with_what_still_makes_sense(
    desk: Client, manager: User
) -> None:
    make_category(code="GRO")
    route = make_route(code="R-7")
    customer = make_follow_up(customer=make_customer(route=route)).customer
    make_follow_up()
    desk.post(SAVE, {"name": "Grossistes", "from": f"{TRACKING}?category=GRO&route=R-7", "is_default": "on"})
    CustomerCategory.objects.all().delete()
    view = SavedView.objects.get()

    opened = desk.get(TRACKING, follow=True)
    desk.post(f"/vues/{view.pk}/enregistrer/", {"from": opened.context["views"].here}, follow=True)
    again = desk.get(TRACKING, follow=True)

    assert [row.record.pk for row in opened.context["table"].rows] == [customer.pk]
    assert said(opened)[-1].endswith("c’est laissé de côté\xa0: Catégorie GRO.")
    assert opened.context["views"].may_update is True
    assert [one["query"] for one in kept()] == ["route=R-7"]
    assert (again.context["views"].current, said(again)) == (view, [])


# Managing


def test_r7_the_page_of_views_has_them_by_table_with_their_filters(desk: Client, manager: User) -> None:
    make_saved_view(owner=manager, name="zone", query="due=late&sort=name")
    make_saved_view(owner=manager, name="École", query="q=%C3%A9cole")
    make_saved_view(owner=manager, name="Inactifs", table="customers:customer-list", query="status=inactive")
    make_saved_view(owner=manager, name="Perdue", table="gone:list")

    tables = desk.get(VIEWS).context["tables"]

    assert [(str(title), [row.view.name for row in rows]) for title, rows in tables] == [
        ("Clients", ["Inactifs"]),
        ("Suivi visites client", ["École", "zone"]),
    ]
    assert [row.address for row in tables[1][1]] == [
        f"{TRACKING}?q=%C3%A9cole",
        f"{TRACKING}?due=late&sort=name",
    ]
    assert tables[0][1][0].filters == [("Statut", "inactif")]
    assert "Vous n’avez pas encore de vue" not in desk.get(VIEWS).text


def test_no_view_yet_says_how_to_save_one(desk: Client) -> None:
    assert "Vous n’avez pas encore de vue" in desk.get(VIEWS).text


def test_r7_a_view_is_renamed_and_shared(desk: Client, manager: User) -> None:
    view = make_saved_view(owner=manager, name="Avant")
    make_saved_view(owner=manager, name="Prise")
    edit = f"/vues/{view.pk}/modifier/"

    refused = desk.post(edit, {"name": "PRISE"})
    own_name = desk.post(edit, {"name": "AVANT"}, follow=True)
    answer = desk.post(edit, {"name": "Après", "is_shared": "on"}, follow=True)

    assert refused.status_code == 422
    assert refused.context["form"].errors == {"name": ["Il y a déjà une vue de ce nom."]}
    assert "<h1>Avant</h1>" in refused.text
    assert own_name.redirect_chain == [(VIEWS, 302)]
    assert said(answer) == ["La vue «\xa0Après\xa0» est enregistrée."]
    assert [(one["name"], one["is_shared"]) for one in kept()] == [("Après", True), ("Prise", False)]


def test_r7_a_view_is_deleted_once_one_is_asked(desk: Client, manager: User) -> None:
    view = make_saved_view(owner=manager, name="Retards")
    delete = f"/vues/{view.pk}/supprimer/"

    asked = desk.get(delete)
    before = len(kept())
    answer = desk.post(delete, follow=True)

    assert "<h1>Supprimer Retards</h1>" in asked.text
    assert before == 1
    assert kept() == []
    assert said(answer) == ["La vue «\xa0Retards\xa0» est supprimée."]


WRITES = {
    "saved-view-edit": {"name": "Mienne"},
    "saved-view-delete": {},
    "saved-view-update": {"from": f"{TRACKING}?q=mienne"},
}


@pytest.mark.parametrize("name", sorted(WRITES))
@pytest.mark.parametrize("is_shared", [True, False])
@pytest.mark.parametrize("role", list(Role))
def test_r7_a_view_of_another_is_changed_only_by_an_administrator_when_it_is_shared(
    signed_in: SignIn, role: Role, is_shared: bool, name: str
) -> None:
    view = make_saved_view(owner=make_user(Role.MANAGER), is_shared=is_shared)
    before = kept()
    client = signed_in(make_user(role))

    answer = client.post(reverse(name, args=[view.pk]), WRITES[name])

    may = is_shared and role == Role.ADMINISTRATOR
    assert (kept() != before) == may
    assert answer.status_code == (302 if may else 403 if is_shared else 404)


def test_a_view_that_is_not_offered_is_nobody_s_default(
    office: User, manager: User, signed_in: SignIn
) -> None:
    view = make_saved_view(owner=manager)

    answer = signed_in(office).post(f"/vues/{view.pk}/defaut/")

    assert answer.status_code == 404
    assert DefaultView.objects.count() == 0


def test_an_author_who_may_no_longer_share_can_keep_his_view_for_himself(signed_in: SignIn) -> None:
    author = make_user(Role.OFFICE)
    view = make_saved_view(owner=author, is_shared=True)

    signed_in(author).post(f"/vues/{view.pk}/modifier/", {"name": view.name})

    assert [one["is_shared"] for one in kept()] == [False]


def test_the_menu_takes_as_many_queries_for_1_and_for_6_views(desk: Client) -> None:
    def counted(more: int) -> int:
        for _ in range(more):
            make_saved_view(owner=make_user(Role.MANAGER), table="customers:customer-list", is_shared=True)
        return queries_of_page(desk, CUSTOMERS)

    one, six = counted(1), counted(5)

    assert one == six
    assert len(menu_of(desk, CUSTOMERS).shared) == 6


def test_rows_lead_back_to_the_view(desk: Client, manager: User) -> None:
    make_follow_up(next_action="call", next_action_on="2020-01-01")
    view = make_saved_view(owner=manager, query="due=overdue")
    (row,) = rows_of_page(desk, TRACKING, due="overdue")

    back = desk.get(row.record_address).context["walk"].back

    assert menu_of(desk, back).current == view
