"""The vocabulary of queries on the ground floor's own models."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Case, FilteredRelation, Q, Value, When
from django.db.models.functions import Lower

from webmino.functions import Fold

if TYPE_CHECKING:
    from webmino.models import User


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
