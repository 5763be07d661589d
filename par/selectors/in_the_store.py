"""A customer before whom a user stands: what he counted there, and what he may see (R15, R16)."""

import datetime
from decimal import Decimal
from functools import cached_property

from django.db.models import Count, Q
from django.utils.timezone import localdate

from customers.models import Customer
from par.models import CustomerItem, Item, ShelfCount
from par.selectors.order_sheets import SheetLine, last_count_on, order_sheet
from par.selectors.shelf_counts import open_draft
from par.selectors.visits import is_seen
from webmino.models import User


class InTheStore:
    """What the pages of a visit show; of a customer whom the user sees no more, what he typed (R25)."""

    def __init__(self, customer: Customer, user: User) -> None:
        self.customer, self.user = customer, user

    @cached_property
    def is_seen(self) -> bool:
        """Whether the customer is among the user's, now."""
        return is_seen(self.customer, self.user)

    @property
    def waits(self) -> bool:
        """Whether what is sent of the customer waits for a manager (R18)."""
        return not (self.is_seen and self.customer.is_active)

    @cached_property
    def draft(self) -> ShelfCount | None:
        """The count that the user has open; None for none."""
        return open_draft(self.customer, self.user)

    @cached_property
    def drafted(self) -> dict[int, Decimal | None]:
        """What the open count has, by the item's key; None was not counted, or emptied again."""
        return dict(self.draft.lines.values_list("item", "quantity")) if self.draft else {}

    @cached_property
    def counted(self) -> set[int]:
        """The keys of the items that are counted."""
        return {key for key, quantity in self.drafted.items() if quantity is not None}

    @cached_property
    def other_drafts(self) -> list[ShelfCount]:
        """The open counts that others are making of the customer, with how many items each has."""
        if not self.is_seen:
            return []
        drafts = ShelfCount.objects.drafts().filter(customer=self.customer).exclude(entered_by=self.user)
        counted = Count("lines", filter=Q(lines__quantity__isnull=False))
        return list(drafts.annotate(counted=counted).select_related("entered_by"))

    @cached_property
    def sheet_to_count(self) -> list[SheetLine]:
        """The customer's list with what the open count has: what it lacks is not known yet."""
        if not self.is_seen:
            return []
        return order_sheet(self.customer, counted=self.drafted, counted_on=localdate())

    @cached_property
    def sheet_to_order(self) -> list[SheetLine]:
        """The list with what an order rests on: the open count if it has anything, else the last one."""
        if self.counted or not self.is_seen:
            return self.sheet_to_count
        return order_sheet(self.customer)

    @cached_property
    def last_count_on(self) -> datetime.date | None:
        """The day of the last count, when an order rests on it; None when the customer was never counted."""
        return last_count_on(self.customer) if self.is_seen and not self.counted else None

    def taken_off(self, typed: set[int]) -> dict[int, Item]:
        """Return the items that were counted, or are `typed`, and are on the list no more."""
        gone = (self.counted | typed) - {line.item.pk for line in self.sheet_to_count}
        lines = CustomerItem.objects.filter(customer=self.customer, item__in=gone).select_related("item")
        return {line.item_id: line.item for line in lines.in_shelf_order()}
