"""Sale lines, and the sums of them that are kept."""

from analytics.models.habits import BuyingHabit, StopFollowUp
from analytics.models.sales import SaleLine
from analytics.models.summaries import CompanyDay, CustomerYear, InvoiceDay, ItemMonth, SalespersonItemMonth

__all__ = [
    "BuyingHabit",
    "CompanyDay",
    "CustomerYear",
    "InvoiceDay",
    "ItemMonth",
    "SaleLine",
    "SalespersonItemMonth",
    "StopFollowUp",
]
