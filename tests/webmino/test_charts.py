"""Where the bars of a chart stand, and that the drawing needs neither style nor script."""

from decimal import Decimal
from itertools import pairwise

from django.template.loader import render_to_string
from django.utils import translation

from webmino.charts import ABOVE, BELOW, MOST_BARS, Bar, BarChart, natural_width

ROOM = 100


def chart(*bars: Bar) -> BarChart:
    return BarChart("Visits", bars, width=100 * len(bars), height=ROOM + ABOVE + BELOW)


def test_bars_stand_on_one_axis_as_high_as_their_values() -> None:
    drawn = chart(Bar("a", 4), Bar("b", 1), Bar("c", 0)).drawn

    assert [one.now.height for one in drawn] == [100, 25, 0]
    assert {one.now.y + one.now.height for one in drawn} == {ABOVE + ROOM}


def test_bars_stand_in_the_middle_of_equal_widths() -> None:
    drawn = chart(Bar("a", 4), Bar("b", 1)).drawn

    assert [one.written_in for one in drawn] == [50, 150]
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


def test_no_figure_stands_on_the_outline_of_a_year_before() -> None:
    bars = [Bar("2026-01", 131_567, before=200_000)] * 12
    drawing = BarChart("Sales", bars, width=1200)

    assert drawing.is_written
    edges = [
        (one.written_in - one.bar.written_width / 2, one.written_in + one.bar.written_width / 2)
        for one in drawing.drawn
    ]
    outlines = [one.before for one in drawing.drawn if one.before]
    assert all(left > outline.x + outline.width for (left, _), outline in zip(edges, outlines, strict=True))
    assert all(right < outline.x for (_, right), outline in zip(edges, outlines[1:], strict=False))
    assert edges[-1][1] < 1200


def test_few_bars_are_as_wide_as_their_figures_ask_for() -> None:
    bars = [Bar("2025", 1_994_954, before=7), Bar("2026", 828_655, before=1_994_954)]

    drawing = BarChart("Sales", bars, width=natural_width(bars))

    assert drawing.width == 210
    assert drawing.is_written
    assert not BarChart("Sales", bars, width=drawing.width - 2).is_written


def test_where_figures_have_no_room_a_scale_stands_at_the_right() -> None:
    bars = [Bar(f"2026-{n:02}", 1000 * n, before=500) for n in range(1, 25)]

    with translation.override("fr"):
        drawing = BarChart("Sales", bars, width=600)
        scale = [grade.written for grade in drawing.scale]

    assert not drawing.is_written
    assert scale == ["10\xa0000", "20\xa0000"]
    assert drawing.plot_width == 600 - 6 * 7 - 3
    assert max(one.now.x + one.now.width for one in drawing.drawn) < drawing.plot_width


def test_a_scale_goes_below_zero_and_has_decimals() -> None:
    values = [Decimal("-0.3"), Decimal("0.9"), *[Decimal(0)] * 80]
    drawing = BarChart("Prices", [Bar("", value) for value in values], width=600)

    with translation.override("en"):
        assert [grade.written for grade in drawing.scale] == ["0.5"]
    assert BarChart("Nothing", [Bar("", 0)] * 80).scale == []


def test_labels_are_as_many_as_there_is_room_for_with_the_last_one() -> None:
    labels = BarChart("Sales", [Bar(f"2026-W{n:02}", n) for n in range(1, 53)], width=1200).labels

    assert labels[-1].text == "2026-W52"
    assert len(labels) == 17
    assert {after.x - before.x >= 8 * 6 for before, after in pairwise(labels)} == {True}


def test_very_many_periods_are_an_area_and_a_dashed_line() -> None:
    whole = [Bar(str(n), n, before=n + 1) for n in range(MOST_BARS)]
    drawing = BarChart("Sales", [*whole, Bar("now", 1, before=2, is_partial=True)], width=1200)

    svg = render_to_string("includes/bar_chart.html", {"chart": drawing})

    assert (len(drawing.now), len(drawing.before)) == (MOST_BARS, MOST_BARS)
    assert (
        svg.count("<path") == svg.count('class="chart-line"') == svg.count('class="chart-line-before"') == 1
    )
    assert svg.count("<circle") == len(list(drawing.marks_before)) > 1
    # What is not over is no point of a line that would fall there.
    assert svg.count("chart-bar partial") == 1
    assert svg.count("chart-value") == 0


def test_what_is_written_in_a_drawing_is_text() -> None:
    name = '<b>&"'
    drawing = BarChart(name, [Bar(name, 1, before=2), Bar(name, 2, before=1)], width=600)

    svg = render_to_string("includes/bar_chart.html", {"chart": drawing})

    assert name not in svg
    assert svg.count("&lt;b&gt;&amp;&quot;") == 3


def test_the_key_names_each_shape_of_the_drawing() -> None:
    bars = [Bar("a", 1, before=2), Bar("b", 1, before=2, is_partial=True)]
    keys = {
        name: render_to_string("includes/chart_key.html", {"chart": BarChart("Sales", of)})
        for name, of in {"bars": bars, "whole": bars[:1], "lines": bars[:1] * 99}.items()
    }

    with_partial = {name: "chart-bar partial" in key for name, key in keys.items()}
    assert with_partial == {"bars": True, "whole": False, "lines": False}
    assert {name: "chart-line-before" in key for name, key in keys.items()} == {
        "bars": False,
        "whole": False,
        "lines": True,
    }
