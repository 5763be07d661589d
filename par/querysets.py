"""The vocabulary of queries on items, PAR lists, shelf counts, orders and visits."""

import datetime
from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

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

    def with_totals(self) -> Self:
        """Together with `line_count`, `subtotal` and `unpriced_count`, its lines without a price (R20).

        `subtotal` is CAD before taxes; None when no line has a price.
        """
        line: Any = self.model._meta.get_field("lines").related_model
        of_order = line.objects.filter(order=OuterRef("pk")).order_by().values("order")
        return self.annotate(
            line_count=Coalesce(Subquery(of_order.annotate(lines=Count("pk")).values("lines")), 0),
            subtotal=Subquery(of_order.annotate(total=Sum("amount")).values("total")),
            unpriced_count=F("line_count")
            - Coalesce(Subquery(of_order.annotate(priced=Count("amount")).values("priced")), 0),
        )

    def with_people(self) -> Self:
        """Together with everybody and everything that its page names."""
        return self.select_related(
            "customer", "salesperson", "route", "entered_by", "cancelled_by", "follow_up__service_type"
        )

    def on_the_way(self, *, on: datetime.date) -> Self:
        """Confirmed ones that do not count as delivered on the day `on`: expected later (R19)."""
        return self.filter(on_the_way(on))


class OrderLineQuerySet(models.QuerySet):
    """Words for choosing lines of orders."""

    def on_the_way(self, *, on: datetime.date) -> Self:
        """Lines of confirmed orders that do not count as delivered on the day `on` (R19)."""
        return self.filter(on_the_way(on, "order__"))


# How long the round of a representative tells that a visit of his was refused.
TOLD_FOR = datetime.timedelta(days=14)


class WaitingVisitQuerySet(models.QuerySet):
    """Words for choosing visits that a manager has to accept."""

    def visible_to(self, user: "User") -> Self:
        """All of them for who decides; else those that the user sent himself (R18, R25)."""
        return self if user.has_perm("par.change_waitingvisit") else self.filter(entered_by=user)

    def waiting(self) -> Self:
        return self.filter(state="waiting")

    def refusals_to_tell(self, user: "User") -> Self:
        """Those of the user that were refused in the last TOLD_FOR, until he put that away (R18)."""
        refused = self.filter(entered_by=user, state="refused", refusal_seen_at=None)
        return refused.filter(decided_at__gte=timezone.now() - TOLD_FOR)


def on_the_way(day: datetime.date, order: str = "") -> Q:
    """Return the condition of `on_the_way`; `order` is a prefix such as "order__", empty on the order."""
    return Q(**{f"{order}status": "confirmed", f"{order}expected_on__gt": day})
