"""Stopped buying: what is bought regularly and now silent for well over its usual interval (R24)."""

import datetime
import re
import uuid
from collections.abc import Callable
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.test import Client

from analytics.models import BuyingHabit
from analytics.selectors.stopped_buying import stopped_buying, stopped_items
from analytics.services.stopped_buying import follow_up_on_habit
from followups.models import FollowUp
from followups.services.corrections import cancel_follow_up
from tests.factories import (
    make_customer,
    make_item,
    make_sale_line,
    make_service_type,
)
from tests.lists import queries_of_page, rows_of_file, said
from webmino.models import User

pytestmark = pytest.mark.django_db
ADDRESS = "/analyses/n-achetent-plus/"
TODAY = datetime.date(2026, 1, 15)
DAY = datetime.timedelta(days=1)
WEEK = 7 * DAY


def buy(
    first: datetime.date, last: datetime.date, *, every: datetime.timedelta = WEEK, **fields: object
) -> None:
    """A line each so many days; `last` is the last one at the latest."""
    while first <= last:
        make_sale_line(sold_on=first, **fields)
        first += every


def weekly(*, weeks_silent: int, **fields: object) -> BuyingHabit:
    """What was bought each week for a year and a half, then not for so many weeks."""
    fields |= {
        "customer": fields.get("customer") or make_customer(),
        "item": fields.get("item") or make_item(),
    }
    buy(TODAY - (78 + weeks_silent) * WEEK, TODAY - weeks_silent * WEEK, **fields)
    return BuyingHabit.objects.get(customer=fields["customer"], item=fields["item"])


def stopped(on: datetime.date = TODAY) -> list[BuyingHabit]:
    return list(stopped_buying(BuyingHabit.objects.all(), on=on).order_by("pk"))


def test_r24_a_weekly_item_that_is_silent_for_five_weeks_has_stopped() -> None:
    habit = weekly(weeks_silent=5)

    assert stopped() == [habit]


def test_r24_a_weekly_item_that_is_silent_for_eight_days_has_not() -> None:
    weekly(weeks_silent=5)
    recent = weekly(weeks_silent=1)

    on = recent.last_on + 8 * DAY

    assert recent not in stopped(on)
    assert len(stopped(on)) == 1


@pytest.mark.parametrize(
    ("days", "expected"), [pytest.param(21, 0, id="three weeks"), pytest.param(22, 1, id="a day more")]
)
def test_r24_three_weekly_intervals_may_pass(days: int, expected: int) -> None:
    habit = weekly(weeks_silent=1)

    assert len(stopped(habit.last_on + days * DAY)) == expected


def test_r24_a_summer_item_has_not_stopped_in_january() -> None:
    summer = {"customer": make_customer(), "item": make_item()}
    buy(datetime.date(2024, 6, 3), datetime.date(2024, 8, 26), **summer)
    buy(datetime.date(2025, 6, 2), datetime.date(2025, 8, 25), **summer)

    assert stopped() == []
    assert len(stopped(datetime.date(2026, 8, 1))) == 1


def test_r24_a_summer_item_that_one_began_to_buy_this_summer_has_not_stopped_in_january() -> None:
    item = make_item()
    for year in (2023, 2024, 2025):
        buy(datetime.date(year, 6, 2), datetime.date(year, 8, 25), customer=make_customer(), item=item)
    new = make_customer()
    buy(datetime.date(2025, 6, 2), datetime.date(2025, 8, 25), customer=new, item=item)
    buy(datetime.date(2025, 6, 2), datetime.date(2025, 8, 25), customer=new, item=make_item())

    found = [(habit.customer, habit.item == item) for habit in stopped()]

    # The other item of the same days is nobody else's: that it is out of season, nothing says.
    assert found == [(new, False)]


def test_r24_a_return_after_the_last_purchase_is_no_purchase() -> None:
    habit = weekly(weeks_silent=5)
    make_sale_line(
        customer=habit.customer, item=habit.item, sold_on=TODAY - WEEK, quantity=-2, amount=Decimal("-10.00")
    )

    assert [(one.pk, one.last_on) for one in stopped()] == [(habit.pk, habit.last_on)]


def test_r24_never_bought_or_bought_once_is_not_stopped() -> None:
    make_sale_line(sold_on=TODAY - 200 * DAY)
    make_sale_line(sold_on=TODAY - 200 * DAY, quantity=-1, amount=Decimal("-5.00"))
    habit = weekly(weeks_silent=5)

    assert stopped() == [habit]


def test_r24_another_article_of_the_same_bar_code_replaces_nothing() -> None:
    """Lists give one bar code to many articles that have none."""
    customer = make_customer()
    names = ("Whisky 750 ml", "Téquila 750 ml", "Whisky doré")
    item, *others = (make_item(barcode="0", name_fr=name, unit=name[-5:]) for name in names)
    for other in others:
        buy(TODAY - 4 * WEEK, TODAY - WEEK, customer=customer, item=other)
    weekly(weeks_silent=5, customer=customer, item=item)

    found = stopped_items(customer, on=TODAY)

    assert [(one.item, one.replaced_by) for one in found] == [(item, None)]


@pytest.mark.parametrize(
    "same",
    [
        pytest.param({"barcode": "0064900123456"}, id="bar code"),
        pytest.param({"name_fr": "LAIT 2 %", "unit": "2 L"}, id="label and unit"),
    ],
)
def test_r24_an_item_replaced_by_its_new_code_is_said_and_not_hidden(same: dict[str, str]) -> None:
    customer = make_customer()
    old = make_item(code="481", **same)
    new = make_item(code="482", **same | {name: "Lait 2 %" for name in same if name == "name_fr"})
    weekly(weeks_silent=5, customer=customer, item=old)
    buy(TODAY - 4 * WEEK, TODAY - WEEK, customer=customer, item=new)
    other = weekly(weeks_silent=6, customer=customer)

    found = stopped_items(customer, on=TODAY)

    assert [(one.item, one.replaced_by) for one in found] == [(old, new), (other.item, None)]


def test_r24_an_older_code_and_another_customers_purchases_replace_nothing() -> None:
    item, alike = (make_item(name_fr="Lait", unit="2 L") for _ in range(2))
    customer = make_customer()
    buy(TODAY - 100 * WEEK, TODAY - 90 * WEEK, customer=customer, item=alike)
    weekly(weeks_silent=5, customer=customer, item=item)
    weekly(weeks_silent=1, item=alike)

    found = stopped_items(customer, on=TODAY)

    assert [(one.item, one.replaced_by) for one in found] == [(item, None)]


def test_r24_what_is_long_gone_and_inactive_customers_are_not_listed() -> None:
    listed = weekly(weeks_silent=52)
    weekly(weeks_silent=53)
    weekly(weeks_silent=5, customer=make_customer(is_active=False))

    assert stopped() == [listed]


@pytest.fixture
def his(representative: User) -> BuyingHabit:
    """What a customer of the representative stopped buying."""
    customer = make_customer(name="Épicerie Chez Léa", salesperson=representative.salespeople.get())
    item = make_item(code="00481", name_fr="Lait 2 %", name_en="Milk")
    return weekly(weeks_silent=5, customer=customer, item=item)


@pytest.fixture
def today() -> object:
    with time_machine.travel(datetime.datetime(2026, 1, 15, 15, tzinfo=datetime.UTC), tick=False):
        yield


def test_r24_the_list_shows_the_rep_his_own_and_the_office_everybody_s(
    representative: User, his: BuyingHabit, manager: User, today: object, client: Client
) -> None:
    other = weekly(weeks_silent=9)

    client.force_login(representative)
    seen = [row.record for row in client.get(ADDRESS).context["table"].rows]
    client.force_login(manager)
    everybody = [row.record for row in client.get(ADDRESS, {"sort": "-last_on"}).context["table"].rows]

    assert (seen, everybody) == ([his], [his, other])


def test_r24_the_search_says_that_it_finds_by_customer_and_by_item(
    his: BuyingHabit, manager: User, today: object, client: Client
) -> None:
    weekly(weeks_silent=9, item=make_item(code="00500"))
    client.force_login(manager)

    pages = {wanted: client.get(ADDRESS, {"q": wanted}) for wanted in ("lait", "00500", "léa", "zzz")}

    assert {
        wanted: [row.record.item.code for row in page.context["table"].rows] for wanted, page in pages.items()
    } == {"lait": ["00481"], "00500": ["00500"], "léa": ["00481"], "zzz": []}
    assert 'placeholder="Numéro, nom, téléphone, ville, item"' in pages["lait"].text


def test_r24_a_customer_s_analysis_says_what_he_no_longer_buys(
    representative: User, his: BuyingHabit, today: object, client: Client
) -> None:
    weekly(weeks_silent=1, customer=his.customer)
    client.force_login(representative)

    page = client.get(f"/clients/{his.customer_id}/analyse/")

    [(habit, address)] = page.context["stopped"]
    assert habit == his
    assert "depuis 35 j, d’habitude tous les 7 j" in page.text
    assert "530,00 $ par an" in page.text.replace("\N{NO-BREAK SPACE}", " ")
    opened = client.get(f"/clients/{his.customer_id}/analyse/{address}")
    assert opened.context["item"] == his.item
    assert opened.context["way_back"] == f"/clients/{his.customer_id}/analyse/#row-stop-{his.pk}"


def test_r26_the_file_has_the_rows_of_the_page(
    his: BuyingHabit, manager: User, today: object, client: Client
) -> None:
    client.force_login(manager)

    head, *rows = rows_of_file(client, ADDRESS)

    assert head[5:9] == ("Item", "Dernier achat", "Depuis", "Intervalle habituel")
    assert [row[4:10] for row in rows] == [
        ("00481", "Lait 2 %", datetime.datetime(2025, 12, 11), 35, 7, 530),  # noqa: DTZ001 - as Excel has it
    ]


def record(client: Client, habit: BuyingHabit, code: object, submission: uuid.UUID, **more: object) -> object:
    data = {"habit": habit.pk, "service_type": code, "submission": submission, "next": ADDRESS} | more
    return client.post(f"/clients/{habit.customer_id}/n-achete-plus/", data, follow=True)


def test_r24_a_row_becomes_a_follow_up_in_one_action_and_once(
    representative: User, his: BuyingHabit, today: object, client: Client
) -> None:
    code, submission = make_service_type(code="TEL"), uuid.uuid4()
    client.force_login(representative)

    pages = [record(client, his, code.pk, submission) for _time in range(2)]

    follow_up = FollowUp.objects.get()
    assert (follow_up.customer, follow_up.service_type, follow_up.happened_on) == (his.customer, code, TODAY)
    assert (follow_up.done_by, follow_up.entered_by) == (representative.salespeople.get(), representative)
    assert follow_up.note == (
        "N’achète plus 00481 Lait 2 %\xa0: dernier achat le 2025-12-11, d’habitude tous les 7 jours."
    )
    for page in pages:
        assert said(page) == [f"Suivi de {his.customer} inscrit\xa0: {follow_up}."]


def test_r24_one_goes_on_at_the_row_that_one_was_at(
    representative: User, his: BuyingHabit, today: object, client: Client
) -> None:
    code, analysis = make_service_type(), f"/clients/{his.customer_id}/analyse/"
    client.force_login(representative)

    pages = [
        record(client, his, chosen, uuid.uuid4(), next=page)
        for page in (f"{ADDRESS}?sort=name", analysis)
        for chosen in (code.pk, "")
    ]

    assert [page.redirect_chain[-1][0] for page in pages] == [
        *[f"{ADDRESS}?sort=name#row-{his.pk}"] * 2,
        *[f"{analysis}#row-stop-{his.pk}"] * 2,
    ]
    assert f'<tr id="row-{his.pk}">' in pages[0].text
    assert f'<li id="row-stop-{his.pk}">' in pages[2].text


def marks(client: Client, **params: object) -> list[tuple[str, str]]:
    """Of each row of the list, its item and what says that a follow-up was recorded."""
    rows = client.get(ADDRESS, {"sort": "item_code"} | params).context["table"].rows
    return [(row.record.item.code, re.sub("<[^>]*>", "", str(row.get_cell("follow_up")))) for row in rows]


@pytest.fixture
def recorded(representative: User, his: BuyingHabit, today: object, client: Client) -> Callable[[], FollowUp]:
    """Records a follow-up about what he no longer buys, as the representative; another item has none."""
    weekly(weeks_silent=9, customer=his.customer, item=make_item(code="00500"))
    code = make_service_type(code="TEL")
    client.force_login(representative)

    def record_it() -> FollowUp:
        return follow_up_on_habit(his, by=representative, service_type=code, submission=uuid.uuid4())

    return record_it


def test_r24_a_stop_that_became_a_follow_up_says_which_and_opens_it(
    his: BuyingHabit, recorded: Callable[[], FollowUp], client: Client
) -> None:
    recorded()
    newest = recorded()

    page = client.get(ADDRESS)
    analysis = client.get(f"/clients/{his.customer_id}/analyse/")

    assert marks(client) == [("00481", "2026-01-15 TEL"), ("00500", "—")]
    assert f'href="/suivis/{newest.pk}/?from=' in page.text
    assert f'<a href="/suivis/{newest.pk}/">suivi inscrit\xa0: 2026-01-15 TEL</a>' in analysis.text


def test_r24_the_list_is_of_the_stops_that_became_a_follow_up_or_of_the_others(
    recorded: Callable[[], FollowUp], client: Client
) -> None:
    recorded()

    assert [code for code, _mark in marks(client, followed_up="yes")] == ["00481"]
    assert [code for code, _mark in marks(client, followed_up="no")] == ["00500"]


def test_r24_who_bought_again_since_the_page_was_drawn_gets_no_follow_up(
    his: BuyingHabit, recorded: Callable[[], FollowUp]
) -> None:
    buy(TODAY, TODAY, customer=his.customer, item=his.item)

    with pytest.raises(ValidationError, match="a racheté 00481"):
        recorded()
    assert FollowUp.objects.count() == 0


def test_r4_a_follow_up_that_was_cancelled_is_no_mark(
    representative: User, recorded: Callable[[], FollowUp], client: Client
) -> None:
    cancel_follow_up(recorded(), by=representative, reason="Wrong customer")

    assert marks(client) == [("00481", "—"), ("00500", "—")]
    assert marks(client, followed_up="yes") == []


def test_r24_a_follow_up_of_the_stop_before_is_no_mark_of_this_one(
    his: BuyingHabit, recorded: Callable[[], FollowUp], client: Client
) -> None:
    FollowUp.objects.filter(pk=recorded().pk).update(happened_on=his.last_on)

    assert marks(client) == [("00481", "—"), ("00500", "—")]
    assert marks(client, followed_up="yes") == []


def test_r24_without_the_row_that_leaves_the_list_one_goes_on_at_the_next(
    his: BuyingHabit, recorded: Callable[[], FollowUp], client: Client
) -> None:
    code, other = make_service_type(), BuyingHabit.objects.get(item__code="00500")
    page = f"{ADDRESS}?sort=item_code&followed_up=no"

    addresses = [
        record(client, habit, code.pk, uuid.uuid4(), next=page).redirect_chain[-1][0]
        for habit in (his, other)
    ]

    assert addresses == [f"{page}#row-{other.pk}", page]


def test_r26_the_file_says_the_day_and_the_code_of_the_follow_up(
    recorded: Callable[[], FollowUp], manager: User, client: Client
) -> None:
    recorded()
    client.force_login(manager)

    head, *rows = rows_of_file(client, ADDRESS, sort="item_code")

    assert head[11:] == ("Suivi inscrit", "Code du suivi")
    assert [row[11:] for row in rows] == [
        (datetime.datetime(2026, 1, 15), "TEL"),  # noqa: DTZ001 - as Excel has it
        (None, None),
    ]


def test_r24_no_code_is_chosen_at_first_and_the_last_one_is_chosen_again(
    representative: User, his: BuyingHabit, today: object, client: Client
) -> None:
    code = make_service_type()
    client.force_login(representative)

    first = client.get(ADDRESS).context["follow_up_form"]
    after = record(client, his, code.pk, uuid.uuid4()).context["follow_up_form"]

    assert (first["service_type"].value(), after["service_type"].value()) == (None, code.pk)


def test_r25_nobody_records_a_follow_up_about_another_s_customer(
    representative: User, his: BuyingHabit, today: object, client: Client
) -> None:
    code, other = make_service_type(), weekly(weeks_silent=9)
    client.force_login(representative)

    answers = [
        record(client, habit, code.pk, uuid.uuid4()).status_code
        for habit in (
            other,
            BuyingHabit(pk=other.pk, customer=his.customer),
            BuyingHabit(pk=10**30, customer=his.customer),
            BuyingHabit(pk="9" * 5_000, customer=his.customer),
        )
    ]

    assert answers == [404] * 4
    assert FollowUp.objects.count() == 0
    assert record(client, his, code.pk, uuid.uuid4()).status_code == 200
    assert FollowUp.objects.count() == 1


def test_r28_a_code_that_is_no_longer_in_use_is_refused_and_said(
    representative: User, his: BuyingHabit, today: object, client: Client
) -> None:
    gone = make_service_type(is_active=False)
    client.force_login(representative)

    answers = [said(record(client, his, code, uuid.uuid4())) for code in (gone.pk, "zzz", "")]

    assert answers == [
        ["Ce code n’est plus utilisé. Choisissez-en un autre."],
        *[["Rien n’a été inscrit. Choisissez un code de suivi."]] * 2,
    ]
    assert FollowUp.objects.count() == 0


def test_the_page_asks_as_many_queries_whatever_its_rows(
    manager: User, today: object, client: Client
) -> None:
    make_service_type()
    client.force_login(manager)
    asked = []

    for rows in (1, 3):
        while stopped_buying(BuyingHabit.objects.all(), on=TODAY).count() < rows:
            barcode = str(BuyingHabit.objects.count())
            customer = weekly(weeks_silent=5, item=make_item(barcode=barcode)).customer
            buy(TODAY - 4 * WEEK, TODAY, customer=customer, item=make_item(barcode=barcode))
        asked.append(queries_of_page(client, ADDRESS))

    page = client.get(ADDRESS).context["table"].rows
    assert [bool(row.record.replaced_by) for row in page] == [True] * 3
    assert asked == [11, 11]
