"""Functions of our database, made by the first migration, for queries and generated columns."""

from django.db.models import CharField, Func

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
