"""Charts drawn on the server, as SVG without script or style, which the policy of the pages forbids (CSP).

`includes/bar_chart.html` shows one, whose shapes `drawn_charts.py` draws. Its page has the figures in a
table too, since a drawing is for the eye.
Shapes tell what is what, never colour alone: full or outlined bars, an area or a dashed line.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.utils.formats import number_format
from django.utils.functional import Promise

# Units of the drawing, which are pixels where it is shown as wide as it is drawn.
ABOVE, BELOW = 16, 18  # room for the figures over the bars, and for the labels under them
DIGIT, SPACE, LETTER = (
    7,
    4,
    6,
)  # widths of a digit and of what groups them in a figure, of a letter in a label
GAP = 3  # between two texts, or a text and a line
NARROWEST = 72  # a period, where there are few of them
# Edges of a bar, in parts of the width that a period has: alone, and right of the one of the year before.
ALONE = (0.15, 0.85)
BEFORE, NOW = (0.05, 0.4), (0.4, 0.75)
MOST_BARS = 60  # more periods than that are drawn as lines
LEAST_WIDTH = 3  # of a bar
STEPS = (1, 2, 5, 10)  # of a scale, in tens, hundreds…
MOST_STEPS = 4


@dataclass(frozen=True)
class Bar:
    """The figure of one period, with a label of a few letters. Credits make it negative."""

    label: str
    value: int | Decimal
    # Of the same period a year before; None: none is drawn.
    before: int | Decimal | None = None
    # The period is not over yet.
    is_partial: bool = False

    @cached_property
    def written(self) -> str:
        return number_format(self.value, force_grouping=True)

    @cached_property
    def written_width(self) -> int:
        return sum(SPACE if character.isspace() else DIGIT for character in self.written)


@dataclass(frozen=True)
class Rectangle:
    x: int
    y: int
    width: int
    height: int

    @property
    def middle(self) -> int:
        return self.x + self.width // 2


@dataclass(frozen=True)
class DrawnBar:
    """A bar with its place: the middle and the baseline of its figure, which begins where the bar does.

    So it never stands on the outline of the year before, at the left.
    """

    bar: Bar
    written_in: int
    written_at: int
    now: Rectangle
    before: Rectangle | None


class Point(NamedTuple):
    x: int
    y: int


class Label(NamedTuple):
    """The name of a period, and the middle of it."""

    text: str
    x: int


class Grade(NamedTuple):
    """A line of the scale."""

    written: str
    y: int


def natural_width(bars: Sequence[Bar]) -> int:
    """The width at which few bars have their figures, those of a year before at their left."""
    slot = (max(bar.written_width for bar in bars) + 2 * GAP) / (1 - NOW[0])
    return len(bars) * max(NARROWEST, math.ceil(slot))


@dataclass
class BarChart:
    """Figures by period on one scale that includes zero. `title` says in words what is drawn.

    Bars with their figures; where these have no room, a scale; where bars have none, an area for the figures
    and a dashed line for the year before. `is_fixed`: shown as wide as it is drawn, whatever the screen.
    """

    title: str | Promise
    bars: Sequence[Bar]
    width: int = 400
    height: int = 150
    is_fixed: bool = False
    _values: list[int | Decimal] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        before = [bar.before for bar in self.bars if bar.before is not None]
        self._values = [0, *(bar.value for bar in self.bars), *before]

    @property
    def is_lined(self) -> bool:
        return len(self.bars) > MOST_BARS

    @property
    def has_partial(self) -> bool:
        return any(bar.is_partial for bar in self.bars)

    @cached_property
    def compares(self) -> bool:
        return any(bar.before is not None for bar in self.bars)

    @cached_property
    def is_written(self) -> bool:
        """Whether there is room for the figure of each bar."""
        slot = self.width / (len(self.bars) or 1)
        room = slot * (1 - NOW[0]) if self.compares else slot
        return not self.is_lined and all(bar.written_width + 2 * GAP <= room for bar in self.bars)

    @cached_property
    def zero(self) -> int:
        """The height of the axis."""
        return self._y(0)

    @property
    def label_at(self) -> int:
        """The baseline of the labels."""
        return self.height - 4

    @cached_property
    def plot_width(self) -> int:
        """The width without that of the figures of the scale, at the right."""
        widest = max((len(grade.written) for grade in self.scale), default=0)
        return self.width - (widest * DIGIT + GAP if widest else 0)

    @cached_property
    def scale(self) -> list[Grade]:
        """Round figures that the height is read by; none where each bar has its figure."""
        if self.is_written or not any(self._values):
            return []
        step = _round_step(Decimal(max(self._values) - min(self._values)) / MOST_STEPS)
        first, last = math.ceil(min(self._values) / step), math.floor(max(self._values) / step)
        grades = [(step * place).normalize() for place in range(first, last + 1) if place]
        return [Grade(number_format(_plain(value), force_grouping=True), self._y(value)) for value in grades]

    @cached_property
    def drawn(self) -> list[DrawnBar]:
        """The bars; of lines, those of periods that are not over, which the lines leave out."""
        places = enumerate(self.bars)
        return [self._drawn(place, bar) for place, bar in places if not self.is_lined or bar.is_partial]

    @cached_property
    def labels(self) -> list[Label]:
        """The names of the periods, from the last one back, as many as there is room for."""
        widest = max((len(bar.label) for bar in self.bars), default=0) * LETTER + GAP
        step = max(1, math.ceil(widest / self._slot))
        last = len(self.bars) - 1
        labelled = ((place, bar) for place, bar in enumerate(self.bars) if (last - place) % step == 0)
        found = [Label(bar.label, self._middle(place)) for place, bar in labelled]
        return [label for label in found if label.x >= len(label.text) * LETTER // 2]

    @cached_property
    def now(self) -> list[Point]:
        """The line of the figures, of periods that are over."""
        bars = enumerate(self.bars)
        return [Point(self._middle(n), self._y(bar.value)) for n, bar in bars if not bar.is_partial]

    @cached_property
    def before(self) -> list[Point]:
        """The line of the year before."""
        return [
            Point(self._middle(place), self._y(bar.before))
            for place, bar in enumerate(self.bars)
            if bar.before is not None and not bar.is_partial
        ]

    @property
    def marks_now(self) -> Iterator[Point]:
        """The points of the line that a mark shows: those of the periods with a label."""
        return self._marked(self.now)

    @property
    def marks_before(self) -> Iterator[Point]:
        return self._marked(self.before)

    def _marked(self, points: Sequence[Point]) -> Iterator[Point]:
        labelled = {label.x for label in self.labels}
        return (point for point in points if point.x in labelled)

    @cached_property
    def _slot(self) -> float:
        """The width that a period has."""
        return self.plot_width / (len(self.bars) or 1)

    def _middle(self, place: int) -> int:
        return round(self._slot * (place + (BEFORE[1] if self.compares else 0.5)))

    def _drawn(self, place: int, bar: Bar) -> DrawnBar:
        now = self._rectangle(place, NOW if self.compares else ALONE, bar.value)
        before = None
        if bar.before is not None and not self.is_lined:
            before = self._rectangle(place, BEFORE, bar.before)
        written_at = self._y(bar.value) + (12 if bar.value < 0 else -4)
        begins = now.x + GAP + bar.written_width // 2
        return DrawnBar(bar, max(now.middle, begins) if before else now.middle, written_at, now, before)

    def _rectangle(self, place: int, edges: tuple[float, float], value: int | Decimal) -> Rectangle:
        left, right = (round(self._slot * (place + edge)) for edge in edges)
        top, bottom = sorted((self._y(value), self.zero))
        return Rectangle(left, top, max(right - left, LEAST_WIDTH), bottom - top)

    def _y(self, value: int | Decimal) -> int:
        """The height at which a value stands; downwards, as in SVG."""
        highest, span, room = self._room
        return ABOVE + round(room * (highest - value) / span)

    @cached_property
    def _room(self) -> tuple[int | Decimal, int | Decimal, int]:
        """The highest value, how much the values differ, and the height that this has."""
        highest, lowest = max(self._values), min(self._values)
        return highest, (highest - lowest) or 1, self.height - ABOVE - BELOW - (ABOVE if lowest < 0 else 0)


def _round_step(least: Decimal) -> Decimal:
    """Return the smallest of 1, 2, 5, 10, 20… that is not less; of tenths and hundredths too."""
    ten = Decimal(1).scaleb(least.adjusted())
    return next(ten * step for step in STEPS if ten * step >= least)


def _plain(value: Decimal) -> Decimal | int:
    """The value without an exponent."""
    return int(value) if value == value.to_integral_value() else value
