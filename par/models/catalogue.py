"""The catalogue: what the distributor sells."""

from typing import Any

import pghistory
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from customers.models import sort_key
from par.models.numbers import price_field
from par.querysets import ItemQuerySet
from webmino.functions import C_COLLATION, Fold, NaturalKey
from webmino.history import keeps_changes
from webmino.models import LABEL_LENGTH, BilingualLabel


@pghistory.track(*keeps_changes())
class ItemCategory(BilingualLabel):
    """A family of items: cheese, bread."""

    class Meta:
        ordering = ["code", "pk"]
        verbose_name = _("item category")
        verbose_name_plural = _("item categories")
        constraints = [
            models.UniqueConstraint(
                "code",
                name="item_category_code_is_unique",
                violation_error_message=_("Another item category has this code."),
            )
        ]


COMPUTED = ["code_key", "name_fr_key", "name_en_key", "search_text"]


@pghistory.track(*keeps_changes(), exclude=COMPUTED)
class Item(BilingualLabel):
    """A product of the catalogue.

    An order of it is rounded up to `pack_size` units (R19). Without `list_price` it has no price but those
    of customers; 0 is free (R20).
    """

    unit = models.CharField(_("unit"), max_length=LABEL_LENGTH, blank=True)
    pack_size = models.PositiveIntegerField(
        _("pack size"), default=1, help_text=_("Units in a case: orders are suggested by the case.")
    )
    list_price = price_field(_("list price"), null=True, blank=True)
    barcode = models.CharField(_("bar code"), max_length=LABEL_LENGTH, blank=True)
    vendor = models.CharField(_("vendor"), max_length=LABEL_LENGTH, blank=True)
    category = models.ForeignKey(
        ItemCategory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="items",
        verbose_name=_("category"),
    )
    is_active = models.BooleanField(_("active"), default=True)

    # The row before each of its changes, which `keeps_changes` keeps.
    events: Any

    code_key = sort_key(NaturalKey("code"))
    name_fr_key = sort_key(Fold("name_fr"))
    name_en_key = sort_key(Fold("name_en"))
    search_text = models.GeneratedField(
        expression=Fold(
            Concat(
                *("code", models.Value(" "), "name_fr", models.Value(" "), "name_en", models.Value(" ")),
                *("barcode", models.Value(" "), "vendor"),
            )
        ),
        output_field=models.TextField(db_collation=C_COLLATION),
        db_persist=True,
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["code_key", "pk"]
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            models.UniqueConstraint(
                "code",
                name="item_code_is_unique",
                violation_error_message=_("Another item has this code."),
            ),
            models.CheckConstraint(
                condition=~Q(code=""),
                name="item_has_a_code",
                violation_error_message=_("An item has a code."),
            ),
            models.CheckConstraint(
                condition=Q(pack_size__gte=1),
                name="item_pack_holds_a_unit",
                violation_error_message=_("A pack holds at least one unit."),
            ),
            models.CheckConstraint(
                condition=Q(list_price__isnull=True) | Q(list_price__gte=0),
                name="item_list_price_is_not_negative",
                violation_error_message=_("A price is not below zero."),
            ),
        ]
        indexes = [
            models.Index("code_key", "id", name="item_by_code"),
            models.Index("name_fr_key", "id", name="item_by_french_name"),
            models.Index("name_en_key", "id", name="item_by_english_name"),
            GinIndex(OpClass("search_text", "gin_trgm_ops"), name="item_search"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}" if self.name != self.code else self.code
