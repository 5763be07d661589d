"""The company whose installation this is: what it is called, when its day and its year begin (R27)."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import pghistory
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator
from django.db import models, transaction
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from webmino.history import keeps_changes

logger = logging.getLogger(__name__)

# The key of the one row.
ONLY = 1
CANADIAN_ZONES = tuple(
    f"America/{city}"
    for city in ("St_Johns", "Halifax", "Moncton", "Toronto", "Winnipeg", "Regina", "Edmonton", "Vancouver")
)


def zone_choices(*, chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return the time zones to choose from: Canada's first, then the others that are places, by name.

    `chosen` is among them whatever it is, such as UTC.
    """
    places = {name for name in available_timezones() if "/" in name and not name.startswith("Etc/")}
    others = sorted(places | {chosen})
    return [
        (gettext("Canada"), [(name, _in_words(name)) for name in CANADIAN_ZONES]),
        (gettext("Elsewhere"), [(name, _in_words(name)) for name in others if name not in CANADIAN_ZONES]),
    ]


def _in_words(zone: str) -> str:
    return zone.replace("_", " ")


def first_zone() -> str:
    """The zone of the environment, as long as nobody chose another."""
    return settings.TIME_ZONE


def must_be_a_zone(name: str) -> None:
    """Raise ValidationError for what the time zone database does not know."""
    if name not in available_timezones():
        raise ValidationError(_("This is no time zone; America/Toronto is one."))


class OneRow(models.Model):
    """A table of settings: one row, or none as long as nobody chose anything."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)

    class Meta:
        abstract = True
        constraints = [models.CheckConstraint(condition=models.Q(id=ONLY), name="%(class)s_is_one_row")]

    @classmethod
    def current(cls) -> Self:
        """Return what was chosen; where nothing was, the defaults, not saved."""
        # In plain SQL, since each request asks for the company's.
        every_row = cls._base_manager.raw(f'SELECT * FROM "{cls._meta.db_table}"')  # noqa: S608 - our name
        return next(iter(every_row), None) or cls()


@pghistory.track(*keeps_changes())
class CompanySettings(OneRow):
    """What administrators choose for the whole company."""

    name = models.CharField(_("company name"), max_length=200, blank=True)
    address = models.TextField(
        _("address"), max_length=1000, blank=True, help_text=_("As it is printed, with telephone and email.")
    )
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default=first_zone,
        validators=[must_be_a_zone],
        help_text=_("Where the company’s day begins and ends: it decides what is today, due and late."),
    )
    # 1 is January. The year begins on the first of the month.
    fiscal_year_month = models.PositiveSmallIntegerField(
        _("fiscal year begins in"), choices=list(MONTHS.items()), default=1
    )
    delivery_days = models.PositiveSmallIntegerField(
        _("days until delivery"),
        default=2,
        validators=[MaxValueValidator(365)],
        help_text=_("From the confirmation of an order to the day on which it is expected."),
    )

    class Meta:
        constraints = [
            *OneRow.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(fiscal_year_month__range=(1, 12)), name="fiscal_year_begins_in_a_month"
            ),
        ]

    def __str__(self) -> str:
        return self.name or "Webmino"

    @property
    def zone(self) -> ZoneInfo:
        """Where the company's day begins and ends.

        One that this machine does not know, as after a restored backup, gives way to the environment's.
        """
        try:
            return ZoneInfo(self.time_zone)
        except ZoneInfoNotFoundError:
            logger.warning("This machine does not know the time zone %s.", self.time_zone)
            return ZoneInfo(settings.TIME_ZONE)


@transaction.atomic
def save_settings(*rows: OneRow) -> None:
    """Save what was chosen, all or nothing, though two people save for the first time at once."""
    for row in rows:
        if row._state.adding:
            type(row)._base_manager.bulk_create([type(row)()], ignore_conflicts=True)
        row.save(force_update=True)


@contextmanager
def company_time() -> Iterator[None]:
    """Let today be the company's in a command, as it is in a request."""
    with timezone.override(CompanySettings.current().zone):
        yield
