"""Expressions for queries and generated columns. The first migration makes the functions of our database."""

from django.db.models import CharField, Count, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

# Text that only PostgreSQL compares is compared byte by byte: the same order on every server.
C_COLLATION = "C"


class Fold(Func):
    """Text without accents or capitals, as it is searched and sorted: « Épicerie » is « epicerie »."""

    function = "webmino_fold"
    arity = 1
    output_field = CharField()


class NaturalKey(Func):
    """Text whose runs of digits sort as numbers: 319 before 31742, R-9 before R-10."""

    function = "webmino_natural_key"
    arity = 1
    output_field = CharField()


class DigitsOnly(Func):
    """The digits of a text, in their order: a telephone number however it was typed."""

    template = "regexp_replace(%(expressions)s, '\\D', '', 'g')"
    arity = 1
    output_field = CharField()


def count_of(rows: QuerySet, field: str) -> Coalesce:
    """Return how many of `rows` name each row of a query by their foreign key `field`; 0 for none.

    Unlike `Count`, it leaves the model's own order as it is.
    """
    named = rows.filter(**{field: OuterRef("pk")}).order_by().values(field)
    return Coalesce(Subquery(named.annotate(count=Count("pk")).values("count"), IntegerField()), 0)
