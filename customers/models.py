"""Customers, who they are assigned to, and the ways to choose a portion of them."""

from collections.abc import Mapping
from typing import Any

import pghistory
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models.functions import Concat, NullIf
from django.utils.timezone import localdate, now
from django.utils.translation import gettext_lazy as _

from customers.querysets import CustomerQuerySet, SalespersonQuerySet
from webmino.functions import C_COLLATION, DigitsOnly, Fold, NaturalKey
from webmino.history import keeps_changes, keeps_links
from webmino.models import CODE_LENGTH, LABEL_LENGTH, BilingualLabel


def sort_key(expression: models.expressions.Combinable) -> models.GeneratedField:
    """A column that PostgreSQL computes to sort by. Empty text is NULL, so that it comes last."""
    return models.GeneratedField(
        expression=NullIf(expression, models.Value("")),
        output_field=models.TextField(db_collation=C_COLLATION, null=True),
        db_persist=True,
    )


@pghistory.track(*keeps_changes(), exclude=["name_key"])
class Salesperson(models.Model):
    """A person whom customers are assigned to. Users act for him: himself, an assistant, a replacement."""

    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    name = models.CharField(_("name"), max_length=LABEL_LENGTH)
    team = models.CharField(_("team"), max_length=LABEL_LENGTH, blank=True)
    is_active = models.BooleanField(_("active"), default=True)
    users = models.ManyToManyField(
        settings.AUTH_USER_MODEL, related_name="salespeople", blank=True, verbose_name=_("users")
    )
    name_key = sort_key(Fold("name"))

    objects = SalespersonQuerySet.as_manager()

    class Meta:
        ordering = ["name_key", "pk"]
        verbose_name = _("salesperson")
        verbose_name_plural = _("salespeople")

    def __str__(self) -> str:
        return self.name


@pghistory.track(*keeps_links(), obj_field=None)
class ActingUser(Salesperson.users.through):  # type: ignore[name-defined]  # Django makes it
    """That a user acts for a salesperson."""

    class Meta:
        proxy = True


@pghistory.track(*keeps_changes(), exclude=["code_key"])
class Route(models.Model):
    """A round of customers, called on in the order of their stops."""

    class Weekday(models.IntegerChoices):
        """ISO days of the week."""

        MONDAY = 1, _("Monday")
        TUESDAY = 2, _("Tuesday")
        WEDNESDAY = 3, _("Wednesday")
        THURSDAY = 4, _("Thursday")
        FRIDAY = 5, _("Friday")
        SATURDAY = 6, _("Saturday")
        SUNDAY = 7, _("Sunday")

    code = models.CharField(_("code"), max_length=CODE_LENGTH, unique=True)
    name = models.CharField(_("name"), max_length=LABEL_LENGTH)
    weekday = models.PositiveSmallIntegerField(_("weekday"), choices=Weekday, null=True, blank=True)
    salesperson = models.ForeignKey(
        Salesperson,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="routes",
        verbose_name=_("salesperson"),
    )
    code_key = sort_key(NaturalKey("code"))

    class Meta:
        ordering = ["code_key", "pk"]
        verbose_name = _("route")
        verbose_name_plural = _("routes")

    def __str__(self) -> str:
        return f"{self.code} {self.name}" if self.name != self.code else self.code


@pghistory.track(*keeps_changes())
class CustomerCategory(BilingualLabel):
    """A kind of merchant: grocery, convenience store, restaurant."""

    class Meta:
        ordering = ["code", "pk"]
        verbose_name = _("customer category")
        verbose_name_plural = _("customer categories")
        constraints = [
            models.UniqueConstraint(
                "code",
                name="customer_category_code_is_unique",
                violation_error_message=_("Another customer category has this code."),
            )
        ]


@pghistory.track(*keeps_changes())
class SortingGroup(BilingualLabel):
    """A group of customers that the office makes for its own needs."""

    class Meta:
        ordering = ["code", "pk"]
        verbose_name = _("sorting group")
        verbose_name_plural = _("sorting groups")
        constraints = [
            models.UniqueConstraint(
                "code",
                name="sorting_group_code_is_unique",
                violation_error_message=_("Another sorting group has this code."),
            )
        ]


# Days: ten years. Far longer ones lead to days that no calendar has.
LONGEST_FREQUENCY = 3650
FREQUENCY_RANGE = _("The visit frequency is from 1 to 3,650 days.")
COMPUTED = ["number_key", "name_key", "city_key", "search_text"]


@pghistory.track(*keeps_changes(), exclude=COMPUTED)
class Customer(models.Model):
    """A merchant's account."""

    number = models.CharField(
        _("number"),
        max_length=CODE_LENGTH,
        unique=True,
        error_messages={"unique": _("Another customer has this number.")},
    )
    name = models.CharField(_("name"), max_length=LABEL_LENGTH)
    is_active = models.BooleanField(_("active"), default=True)
    address = models.CharField(_("address"), max_length=LABEL_LENGTH, blank=True)
    city = models.CharField(_("city"), max_length=LABEL_LENGTH, blank=True)
    region = models.CharField(_("province"), max_length=LABEL_LENGTH, blank=True)
    postal_code = models.CharField(_("postal code"), max_length=CODE_LENGTH, blank=True)
    country = models.CharField(_("country"), max_length=CODE_LENGTH, blank=True)
    latitude = models.DecimalField(_("latitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    longitude = models.DecimalField(_("longitude"), max_digits=9, decimal_places=6, null=True, blank=True)
    phone = models.CharField(_("telephone"), max_length=LABEL_LENGTH, blank=True)
    email = models.CharField(_("email"), max_length=LABEL_LENGTH, blank=True)
    language = models.CharField(
        _("language"), max_length=2, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    note = models.TextField(_("note"), blank=True)
    salesperson = models.ForeignKey(
        Salesperson,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("salesperson"),
    )
    route = models.ForeignKey(
        Route, models.PROTECT, null=True, blank=True, related_name="customers", verbose_name=_("route")
    )
    stop = models.PositiveIntegerField(_("stop"), null=True, blank=True, help_text=_("Order on the route."))
    category = models.ForeignKey(
        CustomerCategory,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("category"),
    )
    sorting_group = models.ForeignKey(
        SortingGroup,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="customers",
        verbose_name=_("sorting group"),
    )
    visit_every_days = models.PositiveIntegerField(
        _("visit frequency"),
        null=True,
        blank=True,
        help_text=_("Days from one visit to the next; empty when no visit is expected."),
    )
    created_on = models.DateField(_("customer since"), default=localdate)

    # The row before each of its changes, which `keeps_changes` keeps.
    events: Any

    number_key = sort_key(NaturalKey("number"))
    name_key = sort_key(Fold("name"))
    city_key = sort_key(Fold("city"))
    search_text = models.GeneratedField(
        expression=Fold(
            Concat(
                *("number", models.Value(" "), "name", models.Value(" "), "city", models.Value(" ")),
                *("phone", models.Value(" "), DigitsOnly("phone")),
            )
        ),
        output_field=models.TextField(db_collation=C_COLLATION),
        db_persist=True,
    )

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["number_key", "pk"]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        permissions = [
            ("view_all_customers", "Sees the customers of every salesperson"),
            ("reassign_customer", "Can give many customers to another salesperson or route at once"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(visit_every_days__isnull=True)
                | models.Q(visit_every_days__range=(1, LONGEST_FREQUENCY)),
                name="customer_visit_frequency_is_possible",
                violation_error_message=FREQUENCY_RANGE,
            )
        ]
        indexes = [
            models.Index("number_key", "id", name="customer_by_number"),
            models.Index("name_key", "id", name="customer_by_name"),
            models.Index("city_key", "id", name="customer_by_city"),
            models.Index("salesperson", "number_key", "id", name="customer_by_salesperson"),
            GinIndex(OpClass("search_text", "gin_trgm_ops"), name="customer_search"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"


class CitySpelling(models.Model):
    """How many customers write their city so, in one of the rows whose counts add up to it.

    Triggers keep it: a filter that offers the cities would otherwise read every customer. Whoever saves
    customers adds to a row that nobody holds, or makes another, so that nobody waits for anybody.
    """

    city_key = models.TextField(db_collation=C_COLLATION)
    city = models.CharField(max_length=LABEL_LENGTH)
    customer_count = models.IntegerField()

    class Meta:
        indexes = [models.Index(fields=["city_key"], name="city_spelling")]

    def __str__(self) -> str:
        return f"{self.city}: {self.customer_count}"


class Reassignment(models.Model):
    """Customers who were given at once to another salesperson, to another route, or to both (R5).

    `salesperson` and `route` are what they were given, where it gives one; None then is nobody, no route.
    What each had before is in the rows of his history that have its `context`.
    """

    made_at = models.DateTimeField(_("made on"), default=now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False, verbose_name=_("made by")
    )
    gives_salesperson = models.BooleanField()
    salesperson = models.ForeignKey(Salesperson, models.PROTECT, null=True, related_name="+", db_index=False)
    gives_route = models.BooleanField()
    route = models.ForeignKey(Route, models.PROTECT, null=True, related_name="+", db_index=False)
    customer_count = models.PositiveIntegerField()
    context = models.UUIDField(unique=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d} ({self.customer_count})"

    @classmethod
    def giving(cls, gives: Mapping[str, Any], **fields: Any) -> "Reassignment":
        """Return one that is not saved, given what its `gives` is to be."""
        return cls(gives_salesperson="salesperson" in gives, gives_route="route" in gives, **gives, **fields)

    @property
    def gives(self) -> dict[str, Any]:
        """The columns that it changes, with the row that customers were given, or None."""
        given = {"salesperson": self.gives_salesperson, "route": self.gives_route}
        return {name: getattr(self, name) for name in given if given[name]}
