"""The vocabulary of queries on items, PAR lists, shelf counts and orders."""

import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from customers.querysets import search_condition, visible_customers

if TYPE_CHECKING:
    from webmino.models import User


class ItemQuerySet(models.QuerySet):
    """Words for choosing items of the catalogue."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def search(self, text: str) -> Self:
        """Items whose code, label, bar code or vendor holds each word of `text`, accents and case ignored."""
        return self.filter(search_condition(text, "search_text"))


class CustomerItemQuerySet(models.QuerySet):
    """Words for choosing specific items."""

    def visible_to(self, user: "User") -> Self:
        """Those of the customers whom the user sees now (R25)."""
        return self.filter(visible_customers(user, "customer__"))

    def active(self) -> Self:
        return self.filter(is_active=True)

    def in_shelf_order(self) -> Self:
        """By position, those without one last, then by code (R15)."""
        return self.order_by(F("position").asc(nulls_last=True), "item__code_key", "pk")


class ShelfCountQuerySet(models.QuerySet):
    """Words for choosing shelf counts."""

    def visible_to(self, user: "User") -> Self:
        """Those of the customers whom the user sees now (R25)."""
        return self.filter(visible_customers(user, "customer__"))

    def standing(self) -> Self:
        """Completed and not cancelled: the only ones that count (R13)."""
        return self.filter(state="completed")

    def drafts(self) -> Self:
        return self.filter(state="draft")

    def newest_first(self) -> Self:
        """By date, then completion, then key: the first standing one of a customer is his last (R13)."""
        return self.order_by("-counted_on", "-completed_at", "-pk")


class OrderQuerySet(models.QuerySet):
    """Words for choosing orders."""

    def visible_to(self, user: "User") -> Self:
        """Those of the customers whom the user sees now (R25)."""
        return self.filter(visible_customers(user, "customer__"))

    def newest_first(self) -> Self:
        return self.order_by("-ordered_on", "-pk")

    def on_the_way(self, *, on: datetime.date) -> Self:
        """Confirmed ones that do not count as delivered on the day `on`: expected later (R19)."""
        return self.filter(on_the_way(on))


class OrderLineQuerySet(models.QuerySet):
    """Words for choosing lines of orders."""

    def on_the_way(self, *, on: datetime.date) -> Self:
        """Lines of confirmed orders that do not count as delivered on the day `on` (R19)."""
        return self.filter(on_the_way(on, "order__"))


def on_the_way(day: datetime.date, order: str = "") -> Q:
    """Return the condition of `on_the_way`; `order` is a prefix such as "order__", empty on the order."""
    return Q(**{f"{order}status": "confirmed", f"{order}expected_on__gt": day})
