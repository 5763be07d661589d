"""How much data the benchmark makes."""

from dataclasses import dataclass

# What every size has alike.
SALESPEOPLE, ROUTES, CATEGORIES, SERVICE_TYPES, CITIES = 50, 200, 20, 15, 300
# Items of a PAR list, lines of an invoice, items that a customer buys among.
PAR_ITEMS, INVOICE_LINES, ASSORTMENT = 20, 10, 40
# Days that follow-ups and sales reach back.
FOLLOW_UP_DAYS, SALES_DAYS = 730, 1826


@dataclass(frozen=True)
class Size:
    """Rows of each kind; `excel` are those of the two files, `imported` the sale lines that are imported."""

    name: str
    customers: int
    follow_ups: int
    sale_lines: int
    items: int = 5_000
    excel: tuple[int, int] = (20_000, 100_000)
    imported: int = 100_000
    rounds: int = 4
    requests: int = 15
    warm_ups: int = 3
    # Seconds of requests by four clients at the end.
    crowd_seconds: float = 10


SIZES = {
    size.name: size
    for size in (
        Size("s", customers=20_000, follow_ups=200_000, sale_lines=500_000),
        Size("m", customers=20_000, follow_ups=2_000_000, sale_lines=5_000_000),
        Size("l", customers=200_000, follow_ups=2_000_000, sale_lines=20_000_000),
        # Of the tests, which look at what is said and not at how long it took.
        Size(
            "tiny",
            customers=400,
            follow_ups=2_000,
            sale_lines=4_000,
            items=200,
            excel=(100, 200),
            imported=200,
            rounds=2,
            requests=2,
            warm_ups=1,
            crowd_seconds=0.5,
        ),
    )
}
