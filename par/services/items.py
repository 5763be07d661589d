"""Creating, editing and deactivating items. None is ever deleted: lists, counts and orders name it."""

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from par.models import Item
from webmino.models import User
from webmino.versions import check_version


@transaction.atomic
def create_item(*, by: User, **fields: Any) -> Item:
    """Create an item with these columns, and return it.

    Raises ValidationError, by field, when a rule refuses it; nothing is then saved.
    """
    item = Item(**fields)
    _save(item, by)
    return item


@transaction.atomic
def update_item(item: Item, *, by: User, version: int, **fields: Any) -> Item:
    """Change these columns of an item, and return it as it is now; the others stay as they are.

    Orders that were placed keep the price and the pack size of their day (R20).
    `version` is what `version_of` said when the form was opened: when it is no longer what it was then,
    whatever wrote it, `check_version` refuses it.
    Raises ValidationError, by field where there is one; nothing is then saved.
    """
    item = _held(item)
    check_version(item, version, refusal=_("This item was changed in the meantime. Nothing is saved yet."))
    for name, value in fields.items():
        setattr(item, name, value)
    _save(item, by)
    return item


@transaction.atomic
def set_item_active(item: Item, *, active: bool, by: User) -> Item:
    """Put an item in the catalogue again, or take it out; it stays on the lists that have it either way."""
    item = _held(item)
    item.is_active = active
    _save(item, by)
    return item


def _held(item: Item) -> Item:
    """Return the item as it is now, held until the end of the transaction."""
    return Item.objects.select_for_update(of=("self",), no_key=True).get(pk=item.pk)


def _save(item: Item, by: User) -> None:
    """Save it in the name of `by`; refuse a code that another took meanwhile."""
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            item.save()
    except IntegrityError as error:
        if Item.objects.filter(code=item.code).exclude(pk=item.pk).exists():
            raise ValidationError({"code": _("Another item has this code.")}) from error
        raise
