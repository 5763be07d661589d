"""Where the bars of a chart stand, and that the drawing needs neither style nor script."""

from decimal import Decimal

from django.template.loader import render_to_string
from django.utils import translation

from webmino.charts import ABOVE, BELOW, Bar, BarChart

ROOM = 100


def chart(*bars: Bar) -> BarChart:
    return BarChart("Visits", bars, width=100 * len(bars), height=ROOM + ABOVE + BELOW)


def test_bars_stand_on_one_axis_as_high_as_their_values() -> None:
    drawn = chart(Bar("a", 4), Bar("b", 1), Bar("c", 0)).drawn

    assert [one.now.height for one in drawn] == [100, 25, 0]
    assert {one.now.y + one.now.height for one in drawn} == {ABOVE + ROOM}


def test_bars_stand_in_the_middle_of_equal_widths() -> None:
    drawn = chart(Bar("a", 4), Bar("b", 1)).drawn

    assert [one.middle for one in drawn] == [50, 150]
    assert [(one.now.x, one.now.width) for one in drawn] == [(15, 70), (115, 70)]


def test_nothing_in_any_period_is_drawn_flat() -> None:
    assert [one.now.height for one in chart(Bar("a", 0), Bar("b", 0)).drawn] == [0, 0]


def test_a_negative_figure_hangs_below_the_axis() -> None:
    drawing = chart(Bar("a", Decimal(30)), Bar("b", Decimal(-10)))
    above, below = (one.now for one in drawing.drawn)

    assert above.y + above.height == drawing.zero == below.y
    assert above.height == 3 * below.height


def test_the_year_before_stands_at_the_left_on_the_same_scale() -> None:
    [drawn] = chart(Bar("a", 2, before=4)).drawn

    assert drawn.before is not None
    assert (drawn.before.height, drawn.now.height) == (100, 50)
    assert drawn.before.x + drawn.before.width == drawn.now.x


def test_the_drawing_says_its_figures_without_style_or_script() -> None:
    drawing = chart(Bar("11-16", 1234), Bar("11-23", 2, is_partial=True))

    with translation.override("fr"):
        svg = render_to_string("includes/bar_chart.html", {"chart": drawing})

    assert 'role="img" aria-label="Visits"' in svg
    assert ">1\xa0234</text>" in svg
    assert svg.count('class="chart-bar partial"') == 1
    assert "style" not in svg
    assert "<script" not in svg


def test_of_many_bars_some_are_labelled_and_none_is_written() -> None:
    drawn = chart(*(Bar(str(n), n) for n in range(52))).drawn

    assert [one.bar.label for one in drawn if one.label_at is not None] == [str(n) for n in range(0, 52, 4)]
    assert [one for one in drawn if one.is_written] == []
