"""The vocabulary of queries on customers and salespeople."""

import re
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import F, Q

from webmino.functions import Fold

if TYPE_CHECKING:
    from webmino.models import User


# Of a North American telephone number that is dialled with its 1.
DIGITS_WITH_COUNTRY = 11


class SalespersonQuerySet(models.QuerySet):
    """Words for choosing salespeople."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> Self:
        """Those the user acts for; all of them for who sees every customer (R25)."""
        if user.has_perm("customers.view_all_customers"):
            return self
        return self.filter(users=user)


class CustomerQuerySet(models.QuerySet):
    """Words for choosing customers."""

    def active(self) -> Self:
        return self.filter(is_active=True)

    def visible_to(self, user: "User") -> Self:
        """The customers of the salespeople whom the user acts for; all of them for the office (R25)."""
        return self.filter(visible_customers(user))

    def in_stop_order(self) -> Self:
        """In the order in which a route calls on them; those without a stop come last."""
        return self.order_by(F("stop").asc(nulls_last=True), "number_key", "pk")

    def with_assignment(self) -> Self:
        """Together with what each is assigned to and chosen by, which his record shows."""
        return self.select_related("salesperson", "route", "category", "sorting_group")

    def search(self, text: str) -> Self:
        """Customers whose number, name, telephone or city holds each word of `text` (R7).

        Accents, capitals and the punctuation of telephone numbers do not matter.
        """
        return self.filter(search_condition(text, "search_text"))


def visible_customers(user: "User", customer: str = "") -> Q:
    """Return the condition of `visible_to`, for rows that reach their customer's salesperson by `customer`.

    `customer` is a prefix such as "customer__"; empty on the customer itself.
    """
    if user.has_perm("customers.view_all_customers"):
        return Q()
    return Q(**{f"{customer}salesperson__in": user.salespeople.values("pk")})


def search_condition(text: str, search_text: str) -> Q:
    """Return the condition that the column `search_text`, already folded, holds each word of `text`."""
    condition = Q()
    # PostgreSQL has no such character in a text.
    for word in text.replace("\0", " ").split():
        found = Q(**{f"{search_text}__contains": Fold(models.Value(word))})
        digits = re.sub(r"\D", "", word)
        if len(digits) == DIGITS_WITH_COUNTRY and digits.startswith("1"):
            digits = digits[1:]
        if digits and digits != word and not re.search(r"\w", re.sub(r"\d", "", word)):
            found |= Q(**{f"{search_text}__contains": digits})
        condition &= found
    return condition
