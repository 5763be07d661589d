"""Items, specific items with their PAR, shelf counts, orders, and what is kept for PAR mode."""

from par.models.catalogue import Item, ItemCategory
from par.models.counts import ShelfCount, ShelfCountLine
from par.models.orders import Order, OrderLine
from par.models.par_lists import CustomerItem
from par.models.par_states import CustomerParState

__all__ = [
    "CustomerItem",
    "CustomerParState",
    "Item",
    "ItemCategory",
    "Order",
    "OrderLine",
    "ShelfCount",
    "ShelfCountLine",
]
