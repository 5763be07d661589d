"""The demo's customers are as many, as varied and as invented as promised."""

import datetime
import re
from collections import Counter

import pytest

from customers.demo.places import PLACES, ROUTES
from customers.models import Customer, CustomerCategory, Route, Salesperson, SortingGroup
from webmino.models import User
from webmino.phones import written_phone

pytestmark = pytest.mark.usefixtures("demo_day")
POSTAL_CODE = re.compile(r"[GHJ]\d[ABCEGHJ-NPRSTV-Z] \d[ABCEGHJ-NPRSTV-Z]\d")


def test_the_demo_has_the_promised_numbers() -> None:
    counts = {
        "customers": Customer.objects.count(),
        "inactive": Customer.objects.filter(is_active=False).count(),
        "cities": Customer.objects.exclude(city="").values("city").distinct().count(),
        "in English": Customer.objects.filter(language="en").count(),
        "without salesperson": Customer.objects.filter(salesperson=None).count(),
        "without route": Customer.objects.filter(route=None).count(),
        "without city": Customer.objects.filter(city="").count(),
        "without category": Customer.objects.filter(category=None).count(),
        "without sorting group": Customer.objects.filter(sorting_group=None).count(),
        "salespeople": Salesperson.objects.count(),
        "routes": Route.objects.count(),
        "categories": CustomerCategory.objects.count(),
        "sorting groups": SortingGroup.objects.count(),
    }

    assert counts == {
        "customers": 240,
        "inactive": 12,
        "cities": 27,
        "in English": 14,
        "without salesperson": 3,
        "without route": 5,
        "without city": 2,
        "without category": 2,
        "without sorting group": 4,
        "salespeople": 6,
        "routes": 12,
        "categories": 7,
        "sorting groups": 6,
    }


def test_every_telephone_number_is_one_that_nobody_has_in_its_citys_area() -> None:
    customers = list(Customer.objects.all())

    wrong = [
        one.phone
        for one in customers
        if not re.fullmatch(r"\d{3} 555-01\d\d", one.phone)
        or written_phone(one.phone) != one.phone
        or one.phone[:3] not in {code for p in PLACES if p.city == one.city for code in p.area_codes}
    ]

    assert wrong == []
    assert len({one.phone for one in customers}) == 240
    assert {one.phone[:3] for one in customers} == {"418", "581", "367", "819", "873", "514", "438", "450"}


def test_every_postal_code_is_one_of_its_city() -> None:
    prefixes: dict[str, set[str]] = {}
    for place in PLACES:
        prefixes.setdefault(place.city, set()).update(prefix[:3] for prefix in place.postal_prefixes)

    wrong = [
        (one.city, one.postal_code)
        for one in Customer.objects.exclude(city="")
        if not POSTAL_CODE.fullmatch(one.postal_code) or one.postal_code[:3] not in prefixes[one.city]
    ]

    assert wrong == []


def test_every_address_and_email_is_filled_in_or_left_out_on_purpose() -> None:
    customers = list(Customer.objects.all())

    without_address = [one for one in customers if not re.fullmatch(r"\d+, .+", one.address)]
    emails = [one.email for one in customers if one.email]

    assert [(one.city, one.postal_code, one.latitude) for one in without_address] == [("", "", None)] * 2
    assert [one for one in emails if not re.fullmatch(r"[a-z0-9-]+@example\.(com|org)", one)] == []
    assert 90 < len(emails) < 150


def test_numbers_keep_their_leading_zeros_and_follow_the_age_of_the_accounts() -> None:
    customers = list(Customer.objects.order_by("number_key"))

    days = [one.created_on for one in customers]

    assert [one.number for one in customers if not re.fullmatch(r"00\d{4}", one.number)] == []
    assert days == sorted(days)
    assert days[0] < datetime.date(2012, 1, 1)
    assert days[-1] < datetime.date(2026, 11, 24)


def test_stops_of_a_route_follow_each_other() -> None:
    for route in Route.objects.all():
        stops = sorted(route.customers.exclude(stop=None).values_list("stop", flat=True))

        assert stops == list(range(1, len(stops) + 1))
        assert len(stops) >= 12


def test_routes_have_a_weekday_and_their_salesperson_has_no_other_that_day() -> None:
    days = Counter((route.salesperson, route.weekday) for route in ROUTES)

    assert max(days.values()) == 1
    assert {route.weekday for route in ROUTES} <= {1, 2, 3, 4, 5}


def test_each_representative_sees_his_salespeoples_customers_and_no_other() -> None:
    seen = {
        user.username: Customer.objects.visible_to(user).active().count()
        for user in User.objects.filter(username__startswith="rep")
    }
    salespeople = {
        name: list(Salesperson.objects.filter(users__username=name).values_list("code", flat=True))
        for name in seen
    }

    assert {name: sorted(codes) for name, codes in salespeople.items()} == {
        "rep1": ["V01"],
        "rep2": ["V03", "V04"],
    }
    assert min(seen.values()) > 30
    assert sum(seen.values()) < Customer.objects.active().count()


def test_the_salesperson_who_left_has_no_customer() -> None:
    gone = Salesperson.objects.get(is_active=False)

    assert (gone.name, gone.customers.count()) == ("Jean-François Gagnon", 0)
