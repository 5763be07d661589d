"""The home page: what waits for a person today and, for who sees every customer, figures by salesperson.

The view is in the highest application that has something to show there, which gives `home_page` its template
for what waits above these sections.
"""

import datetime
from collections.abc import Sequence
from functools import partial
from typing import Any, NamedTuple

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.formats import date_format, number_format
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from customers.models import Customer
from followups.selectors import home as selectors
from followups.selectors.agenda import When
from followups.selectors.home import Figures
from webmino.audience import SignedInRequest
from webmino.charts import Bar, BarChart
from webmino.lookups import NONE
from webmino.models import User
from webmino.periods import Period

# Weeks, the present one included, whose visits the table by salesperson adds up.
WEEKS_ADDED_UP = 4


class Figure(NamedTuple):
    """A figure, and the address of the table of what it counts. A day is that of the table's first row."""

    value: int | datetime.date | None
    address: str


def home_page(request: SignedInRequest, *, waits: str = "", **more: Any) -> HttpResponse:
    """Show what is due, late, new and forgotten among the customers whom one sees.

    `waits` is a template shown above all that, which reads `more`; empty for none.
    """
    more["waits"] = waits
    if Customer.objects.visible_to(request.user).exists():
        return render(request, "followups/home.html", sections(request.user, on=localdate()) | more)
    more["acts_for_somebody"] = request.user.salespeople.exists()
    return render(request, "followups/home_start.html", more)


def sections(user: User, *, on: datetime.date) -> dict[str, Any]:
    """Return what the sections of the page show on the day `on`."""
    sees_all = user.has_perm("customers.view_all_customers")
    weeks = selectors.weeks_until(on)
    rows = selectors.figures_by_salesperson(user, on=on, weeks=weeks)
    total = selectors.total_of(rows)
    return {
        "sees_all": sees_all,
        "figures": figures_of(total, weeks),
        "due_address": agenda(due=[When.OVERDUE, When.TODAY]),
        "due_actions": selectors.due_actions(user, on=on),
        "late_customers": selectors.late_customers(user, on=on),
        "recent_follow_ups": selectors.recent_follow_ups(user),
        "never_followed_up": selectors.never_followed_up(user),
        "by_salesperson": [_of_salesperson(row, weeks) for row in rows] if sees_all else [],
        "weeks": [(week, _visits(total, [week])) for week in reversed(weeks)],
        "chart": _chart(total, weeks),
    }


def figures_of(row: Figures, weeks: Sequence[Period], **whose: str) -> dict[str, Figure]:
    """Return the figures of a row by name; `whose` is the filter of their tables by salesperson."""
    return {
        "customers": Figure(row.customers, customer_list(**whose, status="active")),
        "late": Figure(row.late, visit_tracking(**whose, due="late")),
        "overdue": Figure(row.overdue, agenda(**whose, due=When.OVERDUE)),
        "today": Figure(row.today, agenda(**whose, due=When.TODAY)),
        "never": Figure(row.never, never_followed_up(**whose, status="active")),
        "week": _visits(row, weeks[-1:], **whose),
        "weeks": _visits(row, weeks[-WEEKS_ADDED_UP:], **whose),
        "last_on": Figure(row.last_on, visit_tracking(**whose, sort="-last_on")),
    }


def _of_salesperson(row: Figures, weeks: Sequence[Period]) -> dict[str, Any]:
    code = row.salesperson.code if row.salesperson else NONE
    return {"salesperson": row.salesperson, "figures": figures_of(row, weeks, salesperson=code)}


def _visits(row: Figures, weeks: Sequence[Period], **whose: str) -> Figure:
    period = {"period_from": weeks[0].first.isoformat(), "period_to": weeks[-1].last.isoformat()}
    return Figure(row.visits_in(weeks), journal(**whose, visits="only", **period))


def _chart(total: Figures, weeks: Sequence[Period]) -> BarChart:
    """Visits by week, each named by the month and day of its Monday; the present week is not over."""
    bars = [
        Bar(f"{week.first:%m-%d}", total.visits_in([week]), is_partial=week == weeks[-1]) for week in weeks
    ]
    visits = total.visits_in(weeks)
    title = ngettext(
        "Visits by week, from %(first)s to %(last)s: %(visits)s visit in all",
        "Visits by week, from %(first)s to %(last)s: %(visits)s visits in all",
        visits,
    )
    first, last = date_format(weeks[0].first), date_format(weeks[-1].last)
    return BarChart(
        title % {"first": first, "last": last, "visits": number_format(visits, force_grouping=True)}, bars
    )


def _table(name: str, **params: Any) -> str:
    return reverse(name, query=params)


# Addresses of the tables, with the filters given.
agenda = partial(_table, "followups:agenda")
customer_list = partial(_table, "customers:customer-list")
journal = partial(_table, "followups:follow-up-journal")
never_followed_up = partial(_table, "followups:never-followed-up")
visit_tracking = partial(_table, "followups:visit-tracking")
