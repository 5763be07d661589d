"""What was read from a file, between its preview and its applying: signed, and in the page itself.

Nothing is kept on the server for a preview that nobody comes back to, and nobody changes what is in the page:
it is sealed for one customer and one user, for a day.
"""

import datetime
from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from customers.models import Customer
from par.par_list_files.reading import FileRow
from webmino.models import User

KEPT_FOR = datetime.timedelta(days=1)
DECIMALS = {"price", "par_quantity"}


class Sealed(NamedTuple):
    """The rows of a file, and the state of the list for which its preview was shown."""

    rows: list[FileRow]
    state: str


def seal(rows: Sequence[FileRow], state: str, *, customer: Customer, user: User) -> str:
    """Return the rows as text that the page sends back."""
    values = [[row.number, row.item_id, _as_text(row.values)] for row in rows]
    return signing.dumps({"state": state, "rows": values}, salt=_salt(customer, user), compress=True)


def unseal(text: str, *, customer: Customer, user: User) -> Sealed:
    """Return what `seal` was given. Raises ValidationError for anything else, and for what is too old."""
    try:
        kept = signing.loads(text, salt=_salt(customer, user), max_age=KEPT_FOR)
    except signing.BadSignature as error:
        raise ValidationError(_("This preview is no longer good. Choose the file again.")) from error
    rows = [FileRow(number, item, _from_text(values)) for number, item, values in kept["rows"]]
    return Sealed(rows, kept["state"])


def _salt(customer: Customer, user: User) -> str:
    return f"par-list-of-{customer.pk}-by-{user.pk}"


def _as_text(values: Any) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal) else value for name, value in values.items()}


def _from_text(values: dict[str, Any]) -> dict[str, Any]:
    return {
        name: Decimal(value) if name in DECIMALS and value is not None else value
        for name, value in values.items()
    }
