"""Charts drawn on the server, as SVG without script or style, which the policy of the pages forbids (CSP).

`includes/bar_chart.html` shows one. Its page has the figures in a table too, since a drawing is for the eye.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from django.utils.formats import number_format
from django.utils.functional import Promise

# Units of the drawing, which are pixels where it is shown as wide as it is drawn.
ABOVE, BELOW = 16, 18  # room for the figures over the bars, and for the labels under them
BAR_SHARE = 0.7  # of the width that a period has
LABEL_HALF = 28  # half the width of a long label
MOST_WRITTEN = 16  # bars that have room for a figure and a label each


@dataclass(frozen=True)
class Bar:
    """The figure of one period, with a label of a few letters. Credits make it negative."""

    label: str
    value: int | Decimal
    # Of the same period a year before; None: none is drawn.
    before: int | Decimal | None = None
    # The period is not over yet.
    is_partial: bool = False

    @property
    def written(self) -> str:
        return number_format(self.value, force_grouping=True)


@dataclass(frozen=True)
class Rectangle:
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its place: `middle` is that of its figure, `written_at` the baseline of its figure.

    Of many bars, none has its figure, and only some their label.
    """

    bar: Bar
    middle: int
    written_at: int
    now: Rectangle
    before: Rectangle | None
    is_written: bool
    # The middle of its label, which stays within the drawing; None: it has none.
    label_at: int | None


@dataclass
class BarChart:
    """Bars by period on one scale that begins at zero. `title` says in words what is drawn."""

    title: str | Promise
    bars: Sequence[Bar]
    width: int = 400
    height: int = 150
    _values: list[int | Decimal] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        before = [bar.before for bar in self.bars if bar.before is not None]
        self._values = [0, *(bar.value for bar in self.bars), *before]

    @property
    def zero(self) -> int:
        """The height of the axis."""
        return self._y(0)

    @property
    def label_at(self) -> int:
        """The baseline of the labels."""
        return self.height - 4

    @cached_property
    def drawn(self) -> list[DrawnBar]:
        return [self._drawn(place, bar) for place, bar in enumerate(self.bars)]

    def _drawn(self, place: int, bar: Bar) -> DrawnBar:
        slot = self.width / len(self.bars)
        left, middle = round(slot * (place + (1 - BAR_SHARE) / 2)), round(slot * (place + 0.5))
        width = round(slot * BAR_SHARE)
        before = None
        if bar.before is not None:
            before, left, width = self._rectangle(left, width // 2, bar.before), middle, width // 2
        written_at = self._y(bar.value) + (12 if bar.value < 0 else -4)
        step = -(-len(self.bars) // MOST_WRITTEN)
        now = self._rectangle(left, width, bar.value)
        # A label may be wider than the room of its bar where only some have one.
        label_at = middle if step == 1 else min(max(middle, LABEL_HALF), self.width - LABEL_HALF)
        return DrawnBar(
            bar, middle, written_at, now, before, step == 1, label_at if place % step == 0 else None
        )

    def _rectangle(self, x: int, width: int, value: int | Decimal) -> Rectangle:
        top, bottom = sorted((self._y(value), self.zero))
        return Rectangle(x, top, width, bottom - top)

    def _y(self, value: int | Decimal) -> int:
        """The height at which a value stands; downwards, as in SVG."""
        highest, lowest = max(self._values), min(self._values)
        room = self.height - ABOVE - BELOW - (ABOVE if lowest < 0 else 0)
        return ABOVE + round(room * (highest - value) / ((highest - lowest) or 1))
