"""The file of a PAR list: the rows of the tab, typed, and a sheet that says what it is (R26)."""

from collections.abc import Iterator
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from par.models import CustomerItem
from par.models.numbers import PRICE_FORMAT
from par.par_list_files.columns import HEADS, NAME, STATUSES, Column
from par.replenishment import ZERO
from par.selectors.par_lists import ParList
from webmino import exports
from webmino.models import User

COLUMNS = [
    exports.Column(HEADS[Column.CODE], width=14),
    exports.Column(NAME, width=36),
    exports.Column(_("Unit"), width=12),
    exports.Column(_("Pack"), width=9),
    exports.Column(_("List price"), PRICE_FORMAT, width=13),
    exports.Column(HEADS[Column.PRICE], PRICE_FORMAT, width=15),
    exports.Column(HEADS[Column.PAR], width=10),
    exports.Column(_("Counted"), width=10),
    exports.Column(_("Missing"), width=11),
    exports.Column(_("Surplus"), width=11),
    exports.Column(_("On order"), width=13),
    exports.Column(HEADS[Column.POSITION], width=11),
    exports.Column(HEADS[Column.STATUS], width=10),
]


def par_list_sheets(
    listing: ParList, *, inactive: bool, by: User, report: exports.Report
) -> list[exports.Sheet]:
    """Return the sheets of a list's file, its inactive lines among the rows if the tab shows them."""
    lines = [*listing.active, *(listing.inactive if inactive else [])]
    return [
        exports.Sheet(_("Specific items"), COLUMNS, (_row(line, listing) for line in lines)),
        exports.parameters_sheet(report=report, by=str(by), filters=_parameters(listing, inactive)),
    ]


def _row(line: CustomerItem, listing: ParList) -> list[Any]:
    item = line.item
    return [
        item.code,
        item.name,
        item.unit,
        item.pack_size,
        item.list_price,
        line.price,
        line.par_quantity,
        line.last_counted,
        line.missing,
        line.surplus,
        listing.on_order.get(item.pk, ZERO),
        line.position,
        STATUSES[line.is_active],
    ]


def _parameters(listing: ParList, inactive: bool) -> Iterator[tuple[str, object]]:
    yield gettext("Customer"), str(listing.customer)
    yield gettext("Inactive items"), gettext("yes") if inactive else gettext("no")
    day = listing.counted_on
    yield gettext("Last count"), date_format(day) if day else gettext("Never counted")
    totals = listing.totals
    yield gettext("Total: PAR"), totals.par
    yield gettext("Total: counted"), totals.counted
    yield gettext("Total: missing"), totals.missing
    yield gettext("Total: surplus"), totals.surplus
    yield gettext("Total: on order"), totals.on_order
