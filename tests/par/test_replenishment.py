"""The suggested quantity (R19)."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from par.replenishment import Suggestion, suggest

quantities = st.decimals(min_value=0, max_value=Decimal("999999999.999"), places=3)
unknown_or_quantities = st.none() | quantities
packs = st.integers(min_value=1, max_value=2_147_483_647) | st.integers(min_value=1, max_value=48)


@pytest.mark.parametrize(
    ("figures", "needed", "quantity"),
    [
        pytest.param((12, 3, 4, 6), 5, 6, id="12 − 3 − 4 = 5 → caisse de 6 : 6"),
        pytest.param((12, 3, 4, 1), 5, 5, id="by the unit"),
        pytest.param((12, 0, 0, 6), 12, 12, id="out of stock, two whole cases"),
        pytest.param((12, 0, 0, 8), 12, 16, id="rounded up, never down"),
        pytest.param((12, 15, 0, 6), 0, 0, id="a surplus is not taken back"),
        pytest.param((12, 3, 9, 6), 0, 0, id="what is on its way is enough"),
        pytest.param((12, 3, 20, 6), 0, 0, id="more is on its way than is needed"),
        pytest.param(("2.5", "0.125", 0, 1), "2.375", 3, id="part of a unit takes a whole one"),
    ],
)
def test_r19_par_less_counted_less_on_order_rounded_up_to_the_pack(
    figures: tuple[str, str, str, int], needed: str, quantity: str
) -> None:
    *amounts, pack_size = figures
    par, counted, on_order = map(Decimal, amounts)

    suggestion = suggest(par, counted, on_order, pack_size)

    assert suggestion == Suggestion(par, counted, on_order, Decimal(needed), pack_size, Decimal(quantity))


@pytest.mark.parametrize(
    ("par", "counted"),
    [
        pytest.param(Decimal(0), Decimal(3), id="PAR 0"),
        pytest.param(Decimal(0), Decimal(0), id="PAR 0 and none on the shelf"),
        pytest.param(Decimal(12), None, id="not counted"),
        pytest.param(None, Decimal(3), id="not on the customer's list"),
        pytest.param(None, None, id="nothing known"),
    ],
)
def test_r19_nothing_is_suggested_for_par_zero_or_what_is_unknown(
    par: Decimal | None, counted: Decimal | None
) -> None:
    assert suggest(par, counted, Decimal(0), 6) is None


@settings(max_examples=10_000)
@given(par=unknown_or_quantities, counted=unknown_or_quantities, on_order=quantities, pack_size=packs)
def test_r19_holds_for_whatever_is_counted(
    par: Decimal | None, counted: Decimal | None, on_order: Decimal, pack_size: int
) -> None:
    suggestion = suggest(par, counted, on_order, pack_size)

    if par is None or par == 0 or counted is None:
        assert suggestion is None
        return
    assert suggestion is not None
    quantity, short = suggestion.quantity, par - counted - on_order
    assert quantity >= 0
    assert quantity % pack_size == 0
    assert quantity >= short
    assert quantity - pack_size < max(short, 0) or quantity == 0
    assert suggestion.needed == max(short, 0)
    assert (suggestion.par, suggestion.counted, suggestion.on_order) == (par, counted, on_order)


@settings(max_examples=1_000)
@given(par=quantities, counted=quantities, on_order=quantities, more=quantities, pack_size=packs)
def test_r19_what_is_on_order_is_as_good_as_what_is_on_the_shelf(
    par: Decimal, counted: Decimal, on_order: Decimal, more: Decimal, pack_size: int
) -> None:
    ordered, on_shelf = (
        suggest(par, counted, on_order + more, pack_size),
        suggest(par, counted + more, on_order, pack_size),
    )

    assert (ordered and ordered.quantity) == (on_shelf and on_shelf.quantity)
