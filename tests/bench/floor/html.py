"""Cells and options joined into plain HTML."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from html import escape
from typing import Any

import psycopg

HEAD = "<!doctype html><html lang=fr><meta charset=utf-8><title>Webmino</title>"
# Of an analysis: the year before, the difference and the variation follow the total.
HUNDRED = Decimal(100)

# What the filters of a list of customers offer, asked at once. A city is written as any of its customers
# has it; the next one is found by the index, so that no customer is read for a city that is known.
OPTIONS = """
WITH RECURSIVE city AS (
    (SELECT city_key, city FROM customers_customer WHERE city_key IS NOT NULL ORDER BY city_key LIMIT 1)
    UNION ALL
    SELECT following.city_key, following.city FROM city CROSS JOIN LATERAL (
        SELECT city_key, city FROM customers_customer WHERE city_key > city.city_key
        ORDER BY city_key LIMIT 1
    ) AS following
)
(SELECT 'salesperson', id, code, name FROM customers_salesperson ORDER BY name_key, id)
UNION ALL (SELECT 'route', id, code, name FROM customers_route ORDER BY code_key, id)
UNION ALL (SELECT 'category', id, code, name_fr FROM customers_customercategory ORDER BY code, id)
UNION ALL (SELECT 'sorting_group', id, code, name_fr FROM customers_sortinggroup ORDER BY code, id)
UNION ALL (SELECT 'code', id, code, name_fr FROM followups_servicetype ORDER BY position, code, id)
UNION ALL (SELECT 'city', 0, city_key, city FROM city)
"""


class Options:
    """The filter options of a list of customers, and the names behind keys."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self.names: dict[str, dict[int, str]] = {}
        self.codes: dict[str, dict[int, str]] = {}
        parts: dict[str, list[str]] = {}
        for kind, key, code, name in connection.execute(OPTIONS).fetchall():
            self.names.setdefault(kind, {})[key] = escape(name)
            self.codes.setdefault(kind, {})[key] = escape(code)
            parts.setdefault(kind, []).append(
                f'<label><input type=checkbox name={kind} value="{escape(code)}"> {escape(name)}</label>'
            )
        self.html = "".join(f"<fieldset>{''.join(labels)}</fieldset>" for labels in parts.values())


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """A table of cells that are HTML already."""
    head = "".join(f"<th>{name}</th>" for name in heads)
    body = "".join(f"<tr><td>{'</td><td>'.join(row)}</td></tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def page(*parts: str) -> str:
    return HEAD + "".join(parts)


def text(value: Any) -> str:
    return escape(str(value)) if value not in (None, "") else "—"


def money(value: Decimal | None) -> str:
    """1 234,50; a dash for None."""
    return f"{value:,.2f}".replace(",", "\u00a0").replace(".", ",") if value is not None else "—"


def link(address: str, shown: str) -> str:
    return f'<a href="{address}">{shown}</a>'


def comparison(now: Decimal, before: Decimal) -> list[str]:
    """The cells after the periods: total, year before, difference, variation."""
    more = now - before
    return [money(now), money(before), money(more), f"{more / before * HUNDRED:.1f}" if before else "—"]
