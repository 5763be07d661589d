"""What customers stopped buying, as a list for who calls on them (R24)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy
from django.views.decorators.http import require_POST

from analytics.filters import AnalysisLookups, StoppedBuyingFilterSet
from analytics.forms.stopped_buying import FollowUpCodeForm
from analytics.models import BuyingHabit
from analytics.models.habits import FORGOTTEN, HABIT, LONGER_INTERVALS, PATIENCE, RECENT, USUAL_INTERVALS
from analytics.selectors.stopped_buying import (
    SEASON_SHARE,
    complete_habits,
    stopped_buying,
    with_replacement,
)
from analytics.services.stopped_buying import follow_up_on_habit
from analytics.tables.stopped_buying import StoppedBuyingTable
from followups.views.follow_ups import page_before
from webmino.audience import SignedInRequest, permitted
from webmino.listings import Listing
from webmino.table_pages import TablePage
from webmino.ways import listing_at

# In the session: the key of the code that was last chosen here.
LAST_CODE = "stopped-buying-code"
# Digits of a key.
LONGEST_KEY = 20
# What the page says of how it decides.
DECIDED_BY = {
    "habit": HABIT,
    "recent": RECENT,
    "usual_intervals": USUAL_INTERVALS,
    "longer_intervals": LONGER_INTERVALS,
    "patience": PATIENCE,
    "season_share": SEASON_SHARE,
    "forgotten": FORGOTTEN,
}


class StoppedBuying(TablePage):
    """What the customers whom the user sees stopped buying; what they bought most of first."""

    title = gettext_lazy("Stopped buying")
    counted = ngettext_lazy("%(written)s stop", "%(written)s stops", "count")
    table_class = StoppedBuyingTable
    filterset_class = StoppedBuyingFilterSet
    default_sort = "-yearly_amount"
    views_key = "analytics:stopped-buying"
    template_name = "analytics/stopped_buying.html"

    def get_queryset(self) -> models.QuerySet:
        habits = BuyingHabit.objects.visible_to(self.request.user)
        stopped = with_replacement(stopped_buying(habits, on=localdate()))
        return stopped.select_related("customer__salesperson", "item").defer("past_silences")

    def get_lookups(self) -> AnalysisLookups:
        return AnalysisLookups(self.request.user)

    def complete(self, rows: list[Any], listing: Listing) -> list[Any]:
        return complete_habits(rows)

    def row_address(self, row: BuyingHabit) -> str:
        return reverse("customers:customer-detail", args=[row.customer_id])

    def get_context(self, listing: Listing) -> dict[str, Any]:
        return DECIDED_BY | {"follow_up_form": code_form(self.request)}


def code_form(request: SignedInRequest) -> FollowUpCodeForm | None:
    """The form that rows become follow-ups by, with the code last chosen; None for who enters none."""
    if not request.user.has_perm("followups.add_followup"):
        return None
    form = FollowUpCodeForm(initial={"service_type": request.session.get(LAST_CODE)})
    form.offer_active_codes()
    return form


@permitted("followups.add_followup")
@require_POST
def stopped_buying_follow_up(request: SignedInRequest, pk: int) -> HttpResponse:
    """Record a follow-up of the customer about the row `habit`, with the code that was chosen (R24)."""
    habits = BuyingHabit.objects.visible_to(request.user).select_related("customer", "item")
    key = request.POST.get("habit", "")
    habit = get_object_or_404(
        habits, customer=pk, pk=key if key.isdecimal() and len(key) < LONGEST_KEY else 0
    )
    form = FollowUpCodeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Nothing was recorded. Choose a follow-up code."))
    else:
        try:
            follow_up = follow_up_on_habit(habit, by=request.user, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            request.session[LAST_CODE] = follow_up.service_type_id
            said = {"customer": habit.customer, "follow_up": follow_up}
            messages.success(request, _("Follow-up of %(customer)s recorded: %(follow_up)s.") % said)
    return redirect(place_before(request, habit))


def place_before(request: SignedInRequest, habit: BuyingHabit) -> str:
    """The page that one came from, at the row where one was.

    Where the filters leave it out by now, at the one that came after it; at the one before it if none did.
    """
    page = page_before(request, habit.customer)
    listing = listing_at(request, page)
    if listing is None or not isinstance(listing.page, StoppedBuying):
        return f"{page}#row-stop-{habit.pk}"
    rows, order = listing.queryset, listing.order
    here = order.cursor(habit)
    if rows.filter(pk=habit.pk).exists():
        return f"{page}#row-{habit.pk}"
    beside = order.after(rows, here, 1) or order.before(rows, here, 1)
    return f"{page}#row-{beside[0].pk}" if beside else page
