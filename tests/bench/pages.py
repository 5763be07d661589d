"""Which pages are timed: the address of each, and what the floor is asked for the same rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from django.db.models import Model
from django.utils.timezone import localdate

from customers.models import Customer, Salesperson
from followups.models import CustomerVisitState
from followups.tables import VisitTrackingTable
from par.models import Item
from webmino.paging import KeysetOrder

TRACKING, PAR = "/suivi-visites/", "/suivi-visites/par/"
# Of the floor's addresses, the name of a filter's value is its key.
SALESPERSON, CATEGORY = {"salesperson": "1"}, {"category": "1"}
BY_SALESPERSON, BY_CATEGORY = {"salesperson": "V1"}, {"category": "C1"}


@dataclass(frozen=True)
class TimedPage:
    """A page, and the floor under it. `target` is the ratio that it may have to it; None: none was set."""

    group: str
    name: str
    path: str
    floor: str
    target: float | None = None


def timed_pages() -> Iterator[TimedPage]:
    yield from visit_tracking()
    yield from par_mode()
    yield from of_one_customer()
    yield from of_sales()


def visit_tracking() -> Iterator[TimedPage]:
    """All the customers in each order, of which the first, a middle and the last page; then fewer of them."""
    for name in VisitTrackingTable.sorts():
        for way, sort in (("up", name), ("down", f"-{name}")):
            yield from _pages(f"all by {sort}", {"sort": sort}, {}, (name, way))
    for label, asked, keys in (
        ("one salesperson", BY_SALESPERSON, SALESPERSON),
        ("salesperson and category", BY_SALESPERSON | BY_CATEGORY, SALESPERSON | CATEGORY),
    ):
        yield from _pages(label, asked, keys, ("last_on", "up"))


def _pages(
    label: str, asked: dict[str, str], keys: dict[str, str], sorted_by: tuple[str, str]
) -> Iterator[TimedPage]:
    group, target, (sort, way) = "visit tracking", 2.5, sorted_by
    order = KeysetOrder(VisitTrackingTable.sorts()[sort], descending=way == "down")
    floor = keys | {"column": order.sort.column, "way": way}
    yield TimedPage(group, f"{label}, first", _address(TRACKING, asked), _address("/tracking", floor), target)
    states = CustomerVisitState.objects.filter(
        is_active=True, **{f"{name}_id": key for name, key in keys.items()}
    )
    middle = _middle(states, order)
    if middle is not None:
        cursor = order.cursor(middle)
        place = {"value": str(cursor.value), "pk": str(cursor.pk)}
        yield TimedPage(
            group,
            f"{label}, middle",
            _address(TRACKING, asked | {"after": cursor.encoded()}),
            _address("/tracking", floor | place),
            target,
        )
    last = {"page": "last"}
    yield TimedPage(
        group, f"{label}, last", _address(TRACKING, asked | last), _address("/tracking", floor | last), target
    )


def _middle(states: object, order: KeysetOrder) -> Model | None:
    """A row in the middle of those that have a value; None where nobody has."""
    filled = states.filter(**{f"{order.sort.column}__isnull": False})
    count = filled.count()
    return order.ordered(filled)[count // 2] if count else None


def par_mode() -> Iterator[TimedPage]:
    by_missing = {"sort": "-missing"}
    yield TimedPage("PAR mode", "all by missing", _address(PAR, by_missing), "/par", 3)
    yield TimedPage(
        "PAR mode",
        "one salesperson by missing",
        _address(PAR, by_missing | BY_SALESPERSON),
        _address("/par", SALESPERSON),
        3,
    )


def of_one_customer() -> Iterator[TimedPage]:
    """A customer in the middle, who has a PAR list, follow-ups and sales."""
    customer = Customer.objects.get(pk=max(2, Customer.objects.count() // 4 // 2 * 2))
    asked = {"customer": str(customer.pk)}
    record = f"/clients/{customer.pk}/"
    yield TimedPage("customer", "record", record, _address("/customer", asked))
    for label, months in (("analysis, 24 months", 24), ("analysis, 5 years", 60)):
        first, last = _months(months)
        path = _address(f"{record}analyse/", {"period_from": first, "period_to": last})
        floor = _address("/analysis", asked | {"first": first, "last": last})
        yield TimedPage("customer", label, path, floor, 3)
    yield TimedPage("customer", "RELEVÉ", f"/mobile/{customer.pk}/releve/", _address("/count", asked))


def of_sales() -> Iterator[TimedPage]:
    today, (first, last) = localdate(), _months(60)
    item = Item.objects.get(pk=max(1, Item.objects.count() // 3))
    yield TimedPage(
        "sales",
        "one item, 60 months",
        _address("/analyses/items/", {"item": item.code, "period_from": first, "period_to": last}),
        _address("/item", {"item": str(item.pk), "first": first, "last": last}),
    )
    year = {"first": date(today.year, 1, 1).isoformat(), "last": today.isoformat()}
    yield TimedPage(
        "sales",
        "top 50 customers",
        _address("/analyses/clients/", {"unit": "year", "period_from": year["first"]}),
        _address("/top", year),
        3,
    )
    first, last = _months(12)
    salesperson = Salesperson.objects.get(code="V1")
    yield TimedPage(
        "sales",
        "a salesperson by item",
        _address("/analyses/items/", {"salesperson": "V1", "period_from": first, "period_to": last}),
        _address("/salesperson", {"salesperson": str(salesperson.pk), "first": first, "last": last}),
    )


def _months(count: int) -> tuple[str, str]:
    """The first day of the `count` months that the present one ends, and today."""
    today = localdate()
    first = today.replace(day=1)
    for _month in range(count - 1):
        first = (first - timedelta(days=1)).replace(day=1)
    return first.isoformat(), today.isoformat()


def _address(path: str, asked: dict[str, str]) -> str:
    return f"{path}?{urlencode(asked)}" if asked else path
