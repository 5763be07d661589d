"""What triggers keep of sale lines equals what is computed from them."""

import datetime
import io
import random
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import connection

from analytics.models import CompanyDay, CustomerYear, InvoiceDay, ItemMonth, SaleLine, SalespersonItemMonth
from customers.models import Customer
from tests.factories import make_customer, make_item, make_sale_line, make_salesperson
from tests.sales_sums import SUMMARIES, kept_sums, live_sums

pytestmark = pytest.mark.django_db
DAY = datetime.timedelta(days=1)
FIRST_DAY = datetime.date(2025, 12, 28)


def test_a_line_is_summed_up_by_item_salesperson_customer_invoice_and_day() -> None:
    line = make_sale_line(
        customer=make_customer(salesperson=make_salesperson()),
        sold_on=datetime.date(2026, 3, 31),
        invoice="0042",
        quantity=3,
        amount="7.13",
    )
    customer, item, month = line.customer, line.item, datetime.date(2026, 3, 1)
    sums = (1, 3, Decimal("7.13"))

    assert kept_sums() == {
        "ItemMonth": {(item.pk, month): sums},
        "SalespersonItemMonth": {(customer.salesperson_id, item.pk, month): sums},
        "InvoiceDay": {(customer.pk, "0042", datetime.date(2026, 3, 31)): sums},
        "CompanyDay": {(datetime.date(2026, 3, 31),): sums},
        "CustomerYear": {(customer.pk, 2026): sums},
    }


def test_r21_a_credit_that_takes_everything_back_leaves_a_row_of_nothing() -> None:
    line = make_sale_line(quantity=2, amount=10)
    make_sale_line(customer=line.customer, item=line.item, quantity=-2, amount=-10)

    row = ItemMonth.objects.get()

    assert (row.line_count, row.quantity, row.amount) == (2, 0, 0)
    assert kept_sums() == live_sums()


def test_lines_that_are_deleted_leave_no_row() -> None:
    make_sale_line()
    make_sale_line()

    SaleLine.objects.all().delete()

    assert [model.objects.count() for model in SUMMARIES] == [0] * 5


def test_lines_that_are_truncated_leave_no_row() -> None:
    make_sale_line()

    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE analytics_saleline")

    assert [model.objects.count() for model in SUMMARIES] == [0] * 5


def test_a_line_corrected_to_another_item_customer_and_day_is_summed_up_there() -> None:
    line, other = make_sale_line(sold_on=FIRST_DAY), make_sale_line(sold_on=FIRST_DAY)

    SaleLine.objects.filter(pk=line.pk).update(
        customer=other.customer, item=other.item, sold_on=FIRST_DAY + 9 * DAY, quantity=7, amount="0.01"
    )

    assert kept_sums() == live_sums()
    assert InvoiceDay.objects.filter(customer=line.customer).count() == 0
    assert InvoiceDay.objects.count() == 2


def test_r22_the_sales_of_a_customer_move_to_his_present_salesperson() -> None:
    before, after = make_salesperson(), make_salesperson()
    line = make_sale_line(customer=make_customer(salesperson=before))
    make_sale_line(customer=make_customer(salesperson=after), item=line.item, sold_on=line.sold_on)

    moved = Customer.objects.filter(pk=line.customer_id)
    moved.update(salesperson=after)
    with_both = list(SalespersonItemMonth.objects.values_list("salesperson", "line_count", "amount"))
    moved.update(salesperson=None)
    with_nobody = SalespersonItemMonth.objects.get(salesperson=None)

    assert with_both == [(after.pk, 2, 20)]
    assert (with_nobody.item_id, with_nobody.amount) == (line.item_id, 10)
    assert kept_sums() == live_sums()


def test_r22_sales_to_customers_of_nobody_are_in_one_row() -> None:
    item = make_item()
    for _ in range(2):
        make_sale_line(customer=make_customer(salesperson=None), item=item)

    assert SalespersonItemMonth.objects.get().line_count == 2


def test_r22_reassigning_many_at_once_moves_all_that_they_bought() -> None:
    salespeople, items = [make_salesperson() for _ in range(3)], [make_item() for _ in range(3)]
    for at in range(12):
        customer = make_customer(salesperson=salespeople[at % 3])
        make_sale_line(customer=customer, item=items[at % 2], sold_on=FIRST_DAY + at * DAY)

    Customer.objects.exclude(salesperson=salespeople[0]).update(salesperson=salespeople[0])

    assert set(SalespersonItemMonth.objects.values_list("salesperson", flat=True)) == {salespeople[0].pk}
    assert kept_sums() == live_sums()


@pytest.mark.parametrize("seed", range(4))
def test_kept_equals_live_after_random_writes(seed: int) -> None:
    till = Till(random.Random(seed))

    for _moment in range(10):
        for _step in range(10):
            till.random.choice(till.writes)()
        assert kept_sums() == live_sums()

    assert SaleLine.objects.count() > 20


def test_rebuilding_repairs_rows_that_were_damaged() -> None:
    make_sale_line(customer=make_customer(salesperson=make_salesperson()))
    make_sale_line(quantity=-1, amount=-5)
    ItemMonth.objects.update(amount=99)
    SalespersonItemMonth.objects.all().delete()
    InvoiceDay.objects.update(sold_on=FIRST_DAY)
    CompanyDay.objects.create(day=FIRST_DAY, line_count=1, quantity=1, amount=1)
    CustomerYear.objects.update(quantity=0)
    said = io.StringIO()

    call_command("rebuild_sales_summaries", stdout=said)

    assert kept_sums() == live_sums()
    assert said.getvalue() == "2 sale lines.\n"


class Till:
    """People who write sales at random, one line or many, as imports and invoicing do."""

    def __init__(self, random_choice: random.Random) -> None:
        self.random = random_choice
        self.salespeople = [*(make_salesperson() for _ in range(3)), None]
        self.items = [make_item() for _ in range(5)]
        self.customers = [make_customer() for _ in range(6)]
        self.last_line = 0
        self.writes = [
            self.sell,
            self.sell,
            self.copy,
            self.correct,
            self.redate,
            self.hand_over,
            self.delete,
        ]
        self.writes += [self.reassign, self.reassign_some, self.rename]

    def line(self) -> SaleLine:
        self.last_line += 1
        return SaleLine(
            customer=self.random.choice(self.customers),
            item=self.random.choice(self.items),
            sold_on=self.day(),
            invoice=self.random.choice(["1", "01", "F-7"]),
            line_no=self.last_line,
            quantity=self.random.choice([1, 2, Decimal("0.125"), -1]),
            unit_price=Decimal("1.999999"),
            amount=self.random.choice([Decimal("1.99"), 0, Decimal("-3.10"), Decimal("40.00")]),
        )

    def day(self) -> datetime.date:
        return FIRST_DAY + self.random.randrange(8) * DAY

    def some(self) -> list[int]:
        """Keys of about a third of the lines."""
        keys = list(SaleLine.objects.order_by("pk").values_list("pk", flat=True))
        return self.random.sample(keys, -(-len(keys) // 3))

    def sell(self) -> None:
        SaleLine.objects.bulk_create([self.line() for _ in range(self.random.randrange(1, 8))])

    def copy(self) -> None:
        fields = (
            "customer_id",
            "item_id",
            "sold_on",
            "invoice",
            "line_no",
            "quantity",
            "unit_price",
            "amount",
        )
        query = f"COPY analytics_saleline ({', '.join(fields)}) FROM STDIN"
        with connection.cursor() as cursor, cursor.copy(query) as copy:
            for line in [self.line() for _ in range(5)]:
                copy.write_row([getattr(line, field) for field in fields])

    def correct(self) -> None:
        SaleLine.objects.filter(pk__in=self.some()).update(
            quantity=self.random.choice([1, 5]), amount=self.random.choice([Decimal("2.50"), -1])
        )

    def redate(self) -> None:
        SaleLine.objects.filter(pk__in=self.some()).update(sold_on=self.day())

    def hand_over(self) -> None:
        SaleLine.objects.filter(pk__in=self.some()).update(
            customer=self.random.choice(self.customers), item=self.random.choice(self.items)
        )

    def delete(self) -> None:
        SaleLine.objects.filter(pk__in=self.some()[:3]).delete()

    def reassign(self) -> None:
        customer = self.random.choice(self.customers)
        Customer.objects.filter(pk=customer.pk).update(salesperson=self.random.choice(self.salespeople))

    def reassign_some(self) -> None:
        keys = self.random.sample([one.pk for one in self.customers], 4)
        Customer.objects.filter(pk__in=keys).update(salesperson=self.random.choice(self.salespeople))

    def rename(self) -> None:
        Customer.objects.update(city=self.random.choice(["Lévis", "Québec"]))
