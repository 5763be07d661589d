"""The cities that filters offer: kept counts say how each is written most often (R7)."""

import random

import pytest
from django.db import connection, transaction
from django.db.models import Count, Sum

from customers.models import CitySpelling, Customer
from customers.selectors import CustomerLookups
from tests.at_once import Beside
from tests.factories import make_customer
from webmino.models import LABEL_LENGTH, User

CITIES = ("", "Lévis", "LÉVIS", "Levis", "Québec", "Québec ", "Gaspé")


def kept() -> dict[tuple[str, str], int]:
    counted = CitySpelling.objects.values_list("city_key", "city").annotate(times=Sum("customer_count"))
    return {(key, city): times for key, city, times in counted.order_by() if times}


def live() -> dict[tuple[str, str], int]:
    counted = Customer.objects.exclude(city_key=None).values_list("city_key", "city")
    return {(key, city): times for key, city, times in counted.order_by().annotate(times=Count("pk"))}


@pytest.mark.django_db
def test_r7_kept_spellings_equal_those_of_the_customers_after_random_writes() -> None:
    chance = random.Random(7)
    for _ in range(12):
        make_customer(city=chance.choice(CITIES))
    for _ in range(40):
        customers = list(Customer.objects.order_by("pk"))
        wanted = chance.choice(CITIES)
        match chance.randrange(5) if customers else 0:
            case 0:
                make_customer(city=wanted)
            case 1:
                Customer.objects.filter(pk=chance.choice(customers).pk).update(city=wanted)
            case 2:
                Customer.objects.filter(pk__in=[one.pk for one in customers[::2]]).update(city=wanted)
            case 3:
                Customer.objects.filter(pk=chance.choice(customers).pk).delete()
            case 4:
                customers[0].note = "Sonner."
                customers[0].save()
        assert kept() == live()

    assert sum(live().values()) > 5


@pytest.mark.django_db
def test_r7_a_city_is_offered_as_most_of_its_customers_have_it(manager: User) -> None:
    for city in ("Lévis", "LEVIS", "Lévis", "Gaspé"):
        make_customer(city=city)
    gone = make_customer(city="Amos")
    gone.delete()

    assert CustomerLookups(manager).cities == {"gaspe": "Gaspé", "levis": "Lévis"}


@pytest.mark.django_db(transaction=True)
def test_r7_who_saves_a_customer_waits_for_nobody_of_the_same_city() -> None:
    make_customer(city="Lévis")

    def save_another() -> None:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = '2s'")
        make_customer(city="Lévis", number="AUTRE")

    with transaction.atomic():
        make_customer(city="Lévis")
        Beside(save_another).finish()
        assert Customer.objects.filter(number="AUTRE").exists()

    assert kept() == live() == {("levis", "Lévis"): 3}


@pytest.mark.django_db
def test_a_city_of_any_letters_and_of_the_longest_length_is_kept() -> None:
    chance = random.Random(1)
    city = "".join(chr(chance.randrange(0xC0, 0x180)) for _ in range(LABEL_LENGTH))

    make_customer(city=city)

    assert [spelling for _key, spelling in kept()] == [city]
