"""Items, specific items with their PAR, shelf counts, orders, and what is kept for PAR mode."""

from par.models.batches import Batch, BatchLine
from par.models.catalogue import Item, ItemCategory
from par.models.counts import ShelfCount, ShelfCountLine
from par.models.orders import Order, OrderLine
from par.models.par_lists import CustomerItem
from par.models.par_states import CustomerParState
from par.models.waiting_visits import WaitingVisit

__all__ = [
    "Batch",
    "BatchLine",
    "CustomerItem",
    "CustomerParState",
    "Item",
    "ItemCategory",
    "Order",
    "OrderLine",
    "ShelfCount",
    "ShelfCountLine",
    "WaitingVisit",
]
