"""Paramètres administratifs › Routes: rounds of customers, and the order of their stops."""

import pytest
from django.test import Client

from customers.administration.services import set_stops
from customers.models import Customer, Route
from tests.factories import make_customer, make_route, make_salesperson
from tests.lists import queries_of, said
from webmino.models import User

ROUTES = "/parametres/routes/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)


@pytest.fixture
def route() -> Route:
    """A route of four customers, A to D, whose stops are 1 to 4."""
    route = make_route(code="R-07", name="Rive-Sud")
    for stop, name in enumerate("ABCD", start=1):
        make_customer(route=route, stop=stop, name=name)
    return route


def keys(names: str) -> list[int]:
    return [Customer.objects.get(name=name).pk for name in names]


def stops(route: Route) -> list[tuple[str, int | None]]:
    return list(route.customers.in_stop_order().values_list("name", "stop"))


def order(route: Route) -> str:
    return "".join(name for name, _stop in stops(route))


def numbered(names: str, *numbers: object) -> dict[str, object]:
    """What the page of stops sends: the number beside each customer, in the order of the page."""
    return {f"stop-{key}": number for key, number in zip(keys(names), numbers, strict=True)}


# The list and the form


def test_the_list_counts_active_customers_as_its_link_lists_them(client: Client, route: Route) -> None:
    make_customer(route=route, is_active=False)

    page = client.get(ROUTES)

    assert [(row.code, row.customer_count) for row in page.context["rows"]] == [("R-07", 4)]
    assert '<a href="/clients/?route=R-07">4</a>' in page.text
    assert len(client.get("/clients/", {"route": "R-07"}).context["table"].rows) == 4


def test_the_list_is_in_the_order_of_the_codes_as_people_count(client: Client) -> None:
    for code in ("R-10", "R-9"):
        make_route(code=code)

    page = client.get(ROUTES)

    assert [row.code for row in page.context["rows"]] == ["R-9", "R-10"]


def test_the_list_asks_the_same_queries_for_1_and_for_3_routes(client: Client) -> None:
    counts = []

    for more in (1, 2):
        for _ in range(more):
            make_customer(route=make_route(salesperson=make_salesperson()))
        counts.append(queries_of(lambda: client.get(ROUTES)))

    assert counts[0] == counts[1]


def test_a_route_is_created_with_its_day_and_salesperson(client: Client) -> None:
    nadia = make_salesperson(name="Nadia")

    answer = client.post(
        f"{ROUTES}nouvelle/",
        {"code": "R-07", "name": "Rive-Sud", "weekday": "2", "salesperson": nadia.pk},
        follow=True,
    )

    made = Route.objects.get()
    assert (made.code, made.name, made.weekday, made.salesperson) == ("R-07", "Rive-Sud", 2, nadia)
    assert ">mardi</td>" in answer.text
    assert said(answer) == ["« R-07 Rive-Sud » : ajout enregistré."]


def test_a_route_needs_neither_a_day_nor_a_salesperson(client: Client, route: Route) -> None:
    client.post(f"{ROUTES}{route.pk}/modifier/", {"code": "R-07", "name": "Nord"})

    route.refresh_from_db()
    assert (route.name, route.weekday, route.salesperson) == ("Nord", None, None)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [({"code": "R-07"}, "code"), ({"name": ""}, "name"), ({"weekday": "8"}, "weekday")],
)
def test_bad_input_is_said_beside_its_field(
    client: Client, route: Route, fields: dict[str, str], wrong: str
) -> None:
    """R28."""
    answer = client.post(f"{ROUTES}nouvelle/", {"code": "R-08", "name": "Nord"} | fields)

    assert list(answer.context["form"].errors) == [wrong]
    assert f'id="id_{wrong}_error"' in answer.text
    assert Route.objects.get() == route


# The service


def test_stops_are_numbered_from_1_in_the_given_order(route: Route) -> None:
    gone = set_stops(route, keys("CADB"))

    assert (stops(route), gone) == ([("C", 1), ("A", 2), ("D", 3), ("B", 4)], [])


def test_gaps_ties_and_missing_stops_are_numbered_anew(route: Route) -> None:
    for name, stop in zip("ABCD", (None, 7, 7, 90), strict=True):
        Customer.objects.filter(name=name).update(stop=stop)

    set_stops(route, keys("BCDA"))

    assert stops(route) == [("B", 1), ("C", 2), ("D", 3), ("A", 4)]


def test_who_left_the_route_meanwhile_is_returned_and_keeps_his_stop(route: Route) -> None:
    asked = keys("DCBA")
    Customer.objects.filter(name="C").update(route=make_route(), stop=9)
    Customer.objects.filter(name="B").update(is_active=False)

    gone = set_stops(route, asked)

    assert sorted(customer.name for customer in gone) == ["B", "C"]
    assert sorted(Customer.objects.values_list("name", "stop")) == [("A", 2), ("B", 2), ("C", 9), ("D", 1)]


def test_who_joined_the_route_meanwhile_comes_after_those_who_were_ordered(route: Route) -> None:
    asked = keys("DCBA")
    make_customer(name="E", route=route)
    make_customer(name="F", route=route, stop=1)

    set_stops(route, asked)

    assert order(route) == "DCBAFE"


def test_another_routes_customers_are_not_touched(route: Route) -> None:
    other = make_customer(name="Z", route=make_route(), stop=3)

    set_stops(route, [*keys("BA"), other.pk])

    other.refresh_from_db()
    assert other.stop == 3


def test_only_the_stops_that_change_are_written(route: Route) -> None:
    set_stops(route, keys("ACBD"))

    written = Customer.pgh_event_model.objects.order_by("name")
    assert list(written.values_list("name", "stop")) == [("B", 2), ("C", 3)]


# The page


def test_the_page_shows_active_customers_in_their_order_and_counts_the_others(
    client: Client, route: Route
) -> None:
    make_customer(name="Sans arrêt", route=route)
    make_customer(name="Fermé", route=route, is_active=False)

    page = client.get(f"{ROUTES}{route.pk}/arrets/")

    assert [customer.name for customer in page.context["form"].customers] == [*"ABCD", "Sans arrêt"]
    assert "1 client inactif de cette route n’est pas affiché." in page.text
    assert "Fermé" not in page.text


@pytest.mark.parametrize(
    ("numbers", "then"),
    [
        ((1, 2, 3, 4), "ABCD"),
        ((2, 2, 3, 4), "BACD"),
        ((1, 2, 2, 4), "ACBD"),
        ((3, 2, 3, 4), "BCAD"),
        ((1, 2, 3, 1), "DABC"),
        ((4, 3, 2, 1), "DCBA"),
        ((1, 2, 99, 4), "ABDC"),
    ],
)
def test_without_script_a_customer_goes_where_his_number_says(
    client: Client, route: Route, numbers: tuple[int, ...], then: str
) -> None:
    answer = client.post(f"{ROUTES}{route.pk}/arrets/", numbered("ABCD", *numbers), follow=True)

    assert order(route) == then
    assert [stop for _name, stop in stops(route)] == [1, 2, 3, 4]
    assert said(answer) == ["L’ordre des arrêts est enregistré."]


@pytest.mark.parametrize("wrong", ["", "0", "-1", "deux", "1.5", "999999"])
def test_a_number_that_is_none_is_said_beside_its_customer_and_nothing_is_saved(
    client: Client, route: Route, wrong: str
) -> None:
    """R28."""
    [key] = keys("B")

    answer = client.post(f"{ROUTES}{route.pk}/arrets/", numbered("DCBA", 1, 2, wrong, 4))

    assert list(answer.context["form"].errors) == [f"stop-{key}"]
    assert f'id="id_stop-{key}_error"' in answer.text
    assert [customer.name for customer in answer.context["form"].customers] == [*"DCBA"]
    assert order(route) == "ABCD"


def test_who_left_meanwhile_is_said_and_the_others_are_ordered(client: Client, route: Route) -> None:
    sent = numbered("DCBA", 1, 2, 3, 4)
    Customer.objects.filter(name="C").update(number="000124", route=None)

    answer = client.post(f"{ROUTES}{route.pk}/arrets/", sent, follow=True)

    assert order(route) == "DBA"
    assert said(answer)[1] == "Ne sont plus sur cette route, donc laissés tels quels : 000124 C."
    assert 'data-message="warning"' in answer.text


def test_names_that_are_no_customers_are_ignored(client: Client, route: Route) -> None:
    sent = numbered("BACD", 1, 2, 3, 4) | {"stop-0": 1, "stop-x": 1, f"stop-{'9' * 40}": 1}

    client.post(f"{ROUTES}{route.pk}/arrets/", sent)

    assert order(route) == "BACD"


def test_a_route_of_a_thousand_customers_is_ordered_at_once(client: Client) -> None:
    route = make_route()
    Customer.objects.bulk_create(
        [Customer(number=str(n), name=str(n), route=route, stop=n) for n in range(1, 1002)]
    )
    form = client.get(f"{ROUTES}{route.pk}/arrets/").context["form"]
    sent = {field.html_name: field.value() for _customer, field in form.rows()}
    sent[f"stop-{Customer.objects.get(name='1001').pk}"] = 1

    answer = client.post(f"{ROUTES}{route.pk}/arrets/", sent, follow=True)

    assert said(answer) == ["L’ordre des arrêts est enregistré."]
    assert stops(route) == [("1001", 1), *((str(n), n + 1) for n in range(1, 1001))]


def test_a_route_without_customers_says_so(client: Client) -> None:
    page = client.get(f"{ROUTES}{make_route().pk}/arrets/").text

    assert "Cette route n’a aucun client actif." in page
    assert "data-stops" not in page
