"""What is kept of each customer's PAR list and last count, so that PAR mode reads one row per customer."""

from django.db import models
from django.db.models import F

from customers.models import Customer
from customers.states import (
    CAN_BE_EMPTY,
    CUSTOMER_SORTS,
    CustomerState,
    CustomerStateQuerySet,
    copied_key,
    sort_indexes,
)
from par.models.counts import ShelfCount
from par.models.numbers import amount_field, total_field

SORTS = ("last_count_on", "missing_total", "missing_value", "last_follow_up_on", "next_action_on")


class CustomerParState(CustomerState):
    """A customer who has at least one active specific item: being a row here is R10 itself.

    Triggers keep it, whatever wrote lists, counts, prices, customers or follow-ups; nothing else writes here.
    The function `par_refresh_states(customer ids)` makes rows anew from what they summarize.

    Items with PAR 0 are in `specific_item_count` alone (R11). What the last count does not have is
    unknown: sums of counted and missing leave it out, and are None when nothing is known (R13).
    """

    customer = models.OneToOneField(
        Customer, models.DO_NOTHING, primary_key=True, related_name="par_state", db_constraint=False
    )
    # The last count (R13) and its day; None: the customer was never counted.
    last_count = copied_key(ShelfCount)
    last_count_on = models.DateField(null=True)

    specific_item_count = models.PositiveIntegerField()
    # Of those with a PAR above 0:
    par_item_count = models.PositiveIntegerField()
    counted_count = models.PositiveIntegerField()
    below_par_count = models.PositiveIntegerField()
    out_of_stock_count = models.PositiveIntegerField()
    not_counted_count = models.GeneratedField(
        expression=F("par_item_count") - F("counted_count"),
        output_field=models.PositiveIntegerField(),
        db_persist=True,
    )

    par_total = total_field()
    # The part of `par_total` whose items were counted: what a ratio to `counted_total` is made of.
    counted_par_total = total_field()
    counted_total = total_field(null=True)
    # Summed item by item: a surplus never offsets another's shortage. 0 when no item has a PAR.
    missing_total = total_field(null=True)
    # Each item's missing at the customer's price, to the cent. None as `missing_total`, and when none of
    # the missing items has a price; `unpriced_count` are those left out of it.
    missing_value = amount_field(null=True)
    unpriced_count = models.PositiveIntegerField()

    # Of the customer's visit state: his last follow-up, and the open action that is due first. None: none.
    last_follow_up_on = models.DateField(null=True)
    next_action_on = models.DateField(null=True)

    objects = CustomerStateQuerySet.as_manager()

    class Meta:
        indexes = sort_indexes("par", (*CUSTOMER_SORTS, *SORTS), can_be_empty=(*CAN_BE_EMPTY, *SORTS))

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.missing_total}"
