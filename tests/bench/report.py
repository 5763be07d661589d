"""What a run found, as a table for people and as JSON for programs."""

import json
import platform
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from tests.bench.sizes import Size
from tests.bench.timing import Timing
from tests.bench.writes import Written

SPREAD = 2
KEPT, MISSED, NO_TARGET = "met", "missed", ""


@dataclass
class Report:
    """The figures of one run."""

    size: Size
    day: str
    pages: list[Timing] = field(default_factory=list)
    writes: list[Written] = field(default_factory=list)
    memory: float = 0
    requests_per_second: float = 0

    def lines(self) -> Iterator[str]:
        """The report in plain text."""
        size = self.size
        yield (
            f"size {size.name}: {size.customers:,} customers, {size.follow_ups:,} follow-ups,"
            f" {size.sale_lines:,} sale lines; {machine()}; {self.day}"
        )
        yield f"{'page':52}{'median':>9}{'95 %':>9}{'floor':>9}{'ratio':>8}{'queries':>9}{'bytes':>9}  target"
        for page in self.pages:
            yield (
                f"{page.group + ': ' + page.name:52}"
                f"{page.median:>7.1f}ms{page.p95:>7.1f}ms{page.floor:>7.1f}ms"
                f"{page.ratio:>8.2f}{page.queries:>9}{page.bytes:>9}  {_judged(page.ratio, page.target)}"
            )
        for written in self.writes:
            floor = f"{written.floor * 1000:>7.0f}ms" if written.floor else " " * 9
            ratio = f"{written.ratio:>8.2f}" if written.ratio else " " * 8
            yield (
                f"{written.name:52}{written.seconds * 1000:>7.0f}ms{'':9}{floor}{ratio}"
                f"  {_judged(written.ratio, written.target)} {written.note}".rstrip()
            )
        spread = max(self.pages, key=lambda page: page.spread)
        yield f"95 % ÷ median, at most: {spread.spread:.2f} ({spread.name})  {_judged(spread.spread, SPREAD)}"
        yield f"memory of a worker: {self.memory:.0f} MB"
        yield f"four clients: {self.requests_per_second:.0f} requests per second"

    def save(self, path: Path) -> None:
        """Write the figures as JSON."""
        path.write_text(json.dumps(asdict(self) | {"machine": machine()}, indent=1, ensure_ascii=False))


def _judged(value: float | None, target: float | None) -> str:
    if target is None or value is None:
        return NO_TARGET
    return f"≤ {target:g} {KEPT if value <= target else MISSED}"


def machine() -> str:
    """The machine in words, without its name."""
    memory = psutil.virtual_memory().total / 2**30
    return (
        f"{psutil.cpu_count()} cores, {memory:.0f} GB, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}"
    )
