"""What triggers keep of each customer's PAR list, and what they should keep, computed in Python."""

from decimal import ROUND_HALF_UP, Decimal

from customers.models import Customer
from followups.models import FollowUp
from par.models import CustomerItem, CustomerParState, ShelfCount

CENT = Decimal("0.01")


def last_count(customer: Customer) -> ShelfCount | None:
    """The customer's latest standing completed count (R13)."""
    counts = [one for one in ShelfCount.objects.filter(customer=customer) if one.state == "completed"]
    return max(counts, key=lambda one: (one.counted_on, one.completed_at, one.pk), default=None)


def live_counted(customer: Customer) -> dict[int, Decimal | None]:
    """What the last count says of each specific item, by its key; None: unknown."""
    newest = last_count(customer)
    found = dict(newest.lines.values_list("item_id", "quantity")) if newest else {}
    return {one.pk: found.get(one.item_id) for one in CustomerItem.objects.filter(customer=customer)}


def live_state(customer: Customer) -> dict[str, object] | None:
    """What the row of `customer` should hold; None: no row (R10)."""
    items = list(CustomerItem.objects.filter(customer=customer, is_active=True).select_related("item"))
    if not items:
        return None
    newest, counted = last_count(customer), live_counted(customer)
    return {
        "customer_id": customer.pk,
        "is_active": customer.is_active,
        "salesperson_id": customer.salesperson_id,
        "route_id": customer.route_id,
        "category_id": customer.category_id,
        "sorting_group_id": customer.sorting_group_id,
        "number_key": customer.number_key,
        "name_key": customer.name_key,
        "city_key": customer.city_key,
        "salesperson_key": customer.salesperson and customer.salesperson.name_key,
        "route_key": customer.route and customer.route.code_key,
        "last_count_id": newest and newest.pk,
        "last_count_on": newest and newest.counted_on,
        "specific_item_count": len(items),
        **days_of_follow_ups(customer),
        **figures([(one, counted[one.pk]) for one in items if one.par_quantity > 0]),
    }


def days_of_follow_ups(customer: Customer) -> dict[str, object]:
    """The day of the last standing follow-up, and that of the open action that is due first."""
    standing = FollowUp.objects.filter(customer=customer, cancelled_at=None)
    open_actions = [
        one.next_action_on for one in standing if one.next_action_on and not one.next_action_done_at
    ]
    return {
        "last_follow_up_on": max((one.happened_on for one in standing), default=None),
        "next_action_on": min(open_actions, default=None),
    }


def figures(lines: list[tuple[CustomerItem, Decimal | None]]) -> dict[str, object]:
    """The counts and sums of specific items with a PAR, each with its counted quantity."""
    known = [(one, quantity) for one, quantity in lines if quantity is not None]
    missing = {one: max(Decimal(0), one.par_quantity - quantity) for one, quantity in known}
    prices = {one: one.price if one.price is not None else one.item.list_price for one in missing}
    short = [one for one, quantity in missing.items() if quantity > 0]
    values = [
        (missing[one] * prices[one]).quantize(CENT, ROUND_HALF_UP) for one in short if prices[one] is not None
    ]
    is_unknown = bool(lines) and not known
    return {
        "par_item_count": len(lines),
        "counted_count": len(known),
        "below_par_count": sum(quantity < one.par_quantity for one, quantity in known),
        "out_of_stock_count": sum(quantity == 0 for _one, quantity in known),
        "not_counted_count": len(lines) - len(known),
        "par_total": sum(one.par_quantity for one, _quantity in lines),
        "counted_par_total": sum(one.par_quantity for one, _quantity in known),
        "counted_total": sum(quantity for _one, quantity in known) if known else None,
        "missing_total": None if is_unknown else sum(missing.values()),
        "missing_value": None if is_unknown or (short and not values) else sum(values),
        "unpriced_count": len(short) - len(values),
    }


def kept_states() -> list[dict[str, object]]:
    return list(CustomerParState.objects.order_by("customer_id").values())


def live_states() -> list[dict[str, object]]:
    states = [live_state(customer) for customer in Customer.objects.order_by("pk")]
    return [state for state in states if state is not None]


def kept_counted() -> dict[int, Decimal | None]:
    return dict(CustomerItem.objects.values_list("pk", "last_counted"))


def live_counted_of_all() -> dict[int, Decimal | None]:
    return {
        key: quantity
        for customer in Customer.objects.all()
        for key, quantity in live_counted(customer).items()
    }
