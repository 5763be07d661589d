"""The vocabulary of queries on the ground floor's own models."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth import models as auth_models
from django.db import models
from django.db.models import Case, FilteredRelation, Q, Value, When
from django.db.models.functions import Lower

from webmino.functions import Fold

if TYPE_CHECKING:
    from webmino.models import User


class UserManager(auth_models.UserManager):
    """Finds a user by his user name, whatever its capitals: no two differ by them alone."""

    def get_by_natural_key(self, username: str | None) -> Any:
        # Compared as the constraint does, so that there is never more than one.
        return self.alias(lowered=Lower("username")).get(lowered=Lower(Value(username)))


def active_or(chosen: Iterable[int | None]) -> Q:
    """Return the condition of rows that can be chosen, and of those whose keys already are, active or not.

    None among the keys is no choice.
    """
    return Q(is_active=True) | Q(pk__in=[key for key in chosen if key])


class SavedViewQuerySet(models.QuerySet):
    """Words for choosing saved views."""

    def offered_to(self, user: "User") -> Self:
        """His own, then those that others share, by name; each with `is_default`: his page opens with it."""
        return (
            self.filter(Q(owner=user) | Q(is_shared=True))
            .alias(as_default=FilteredRelation("defaults", condition=Q(defaults__user=user)))
            .annotate(is_default=Q(as_default__isnull=False))
            .select_related("owner")
            .order_by(Case(When(owner=user, then=Value(0)), default=Value(1)), Fold("name"), "pk")
        )

    def named(self, name: str) -> Self:
        """Those of this name, whatever its capitals."""
        return self.alias(lowered=Lower("name")).filter(lowered=Lower(Value(name)))
