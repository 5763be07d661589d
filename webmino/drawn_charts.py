"""The shapes of a chart as SVG: in a template, those of sixty periods take longer than all the queries."""

from collections.abc import Iterable, Iterator
from html import escape

from django.utils.safestring import SafeString

from webmino.charts import BarChart, DrawnBar, Point, Rectangle


def drawn_shapes(chart: BarChart) -> SafeString:
    """Return the scale, the lines or the bars, and the labels of a chart."""
    shapes = [*_scale(chart), *_lines(chart)]
    shapes += [shape for drawn in chart.drawn for shape in _bar(drawn, is_written=chart.is_written)]
    shapes += [_text("chart-label", label.x, chart.label_at, label.text) for label in chart.labels]
    axis = f'x1="0" y1="{chart.zero}" x2="{chart.plot_width}" y2="{chart.zero}"'
    # What is written is escaped where it is drawn; the rest are numbers.
    return SafeString("\n".join([*shapes, f'<line class="chart-axis" {axis}/>']))


def _scale(chart: BarChart) -> Iterator[str]:
    for written, y in chart.scale:
        yield f'<line class="chart-grade" x1="0" y1="{y}" x2="{chart.plot_width}" y2="{y}"/>'
        place = f'x="{chart.width}" y="{y}" dy="4" text-anchor="end"'
        yield f'<text class="chart-label" {place}>{escape(written)}</text>'


def _lines(chart: BarChart) -> Iterator[str]:
    """What stands for bars that would be too narrow."""
    if not chart.is_lined or not chart.now:
        return
    way = "".join([f"L{x},{y}" for x, y in chart.now])
    yield f'<path class="chart-area" d="M{chart.now[0].x},{chart.zero}{way}V{chart.zero}Z"/>'
    yield f'<polyline class="chart-line" points="{_points(chart.now)}"/>'
    for x, y in chart.marks_now:
        yield f'<rect class="chart-bar" x="{x - 3}" y="{y - 3}" width="6" height="6"/>'
    if chart.compares:
        yield f'<polyline class="chart-line-before" points="{_points(chart.before)}"/>'
        for x, y in chart.marks_before:
            yield f'<circle class="chart-mark-before" cx="{x}" cy="{y}" r="3.5"/>'


def _points(points: Iterable[Point]) -> str:
    return "".join([f"{x},{y} " for x, y in points])


def _bar(drawn: DrawnBar, *, is_written: bool) -> Iterator[str]:
    if drawn.before:
        yield _rectangle("chart-before", drawn.before)
    yield _rectangle("chart-bar partial" if drawn.bar.is_partial else "chart-bar", drawn.now)
    if is_written:
        yield _text("chart-value", drawn.written_in, drawn.written_at, drawn.bar.written)


def _rectangle(name: str, place: Rectangle) -> str:
    size = f'width="{place.width}" height="{place.height}"'
    return f'<rect class="{name}" x="{place.x}" y="{place.y}" {size}/>'


def _text(name: str, x: int, y: int, text: str) -> str:
    return f'<text class="{name}" x="{x}" y="{y}" text-anchor="middle">{escape(text)}</text>'
