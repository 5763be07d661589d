"""Rows of the demo that the addresses of screens name, and those that it has none of, which are made here."""

import uuid
from decimal import Decimal

from django.db.models import Count
from django.utils.timezone import localdate

from analytics.services.invoicing import invoice_order
from customers.models import Customer, CustomerCategory, Route, Salesperson
from followups.models import FollowUp, ServiceType
from par.models import CustomerItem, Item, ItemCategory, Order, ShelfCount, WaitingVisit
from par.services.batches import undo_batch
from par.services.counts import save_draft
from par.services.visits import SentVisit, record_visit
from tests.factories import make_batch, make_item, make_reassignment, make_saved_view, make_service_type
from webmino.models import User

# What stands in an address, by the name that a screen gives it.
Rows = dict[str, object]


def rows_of_customers() -> Rows:
    customers = Customer.objects.annotate(Count("follow_ups"))
    busy = customers.exclude(visit_state__next_action_on=None).latest("follow_ups__count")
    silent = customers.filter(follow_ups__count=0)[0]
    Customer.objects.filter(pk=busy.pk).update(email="nouveau@example.com", note="Sonner.")
    return {
        "customer": busy.pk,
        "silent": silent.pk,
        "salesperson": Salesperson.objects.exclude(users=None)[0].pk,
        "route": Route.objects.exclude(customers=None)[0].pk,
        "category": CustomerCategory.objects.exclude(customers=None)[0].pk,
        "user": User.objects.get(username="rep2").pk,
        "reassignment": make_reassignment(customer=silent, by=User.objects.get(username="admin")).pk,
    }


def rows_of_follow_ups() -> Rows:
    changed = make_service_type(name_fr="Avant", name_en="Before")
    ServiceType.objects.filter(pk=changed.pk).update(name_fr="Après", name_en="After")
    manager = User.objects.get(username="gestion")
    views = [
        make_saved_view(owner=manager, name=name, query=query, is_shared=True)
        for name, query in (("Actions à faire", "due=open"), ("Épiceries", "category=gone&due=today"))
    ]
    return {
        "view": views[0].pk,
        "follow_up": FollowUp.objects.standing().latest("pk").pk,
        "cancelled": FollowUp.objects.exclude(cancelled_at=None).latest("pk").pk,
        "action": FollowUp.objects.with_open_action().latest("pk").pk,
        "type": changed.pk,
        "used_type": ServiceType.objects.exclude(follow_ups=None)[0].pk,
    }


def rows_of_items() -> Rows:
    manager, customers = User.objects.get(username="gestion"), Customer.objects.order_by("pk")[:3]
    items = make_item(code="LOT"), make_item()
    batches = [make_batch(item, customers=customers, by=manager) for item in items]
    undo_batch(batches[1], by=manager)
    item = Item.objects.exclude(customer_items=None)[0]
    # A change makes the version that a late edit is refused against.
    Item.objects.filter(pk=item.pk).update(unit="caisse", list_price="12.345")
    listed = Customer.objects.exclude(specific_items=None).filter(salesperson__users__username="rep1")[0]
    CustomerItem.objects.filter(pk=listed.specific_items.active()[0].pk).update(price="3.333")
    return {
        "item": item.pk,
        "item_category": ItemCategory.objects.exclude(items=None)[0].pk,
        "batch": batches[0].pk,
        "undone": batches[1].pk,
        "listed": listed.pk,
        "unlisted": Customer.objects.filter(specific_items=None)[0].pk,
    }


def rows_of_shelves() -> Rows:
    counts = ShelfCount.objects.standing().exclude(follow_up=None)
    return rows_of_the_road() | {
        "count": counts.latest("pk").pk,
        "counted_visit": counts.latest("pk").follow_up_id,
        "cancelled_count": ShelfCount.objects.filter(state="cancelled").latest("pk").pk,
        "order": Order.objects.filter(status="confirmed").latest("pk").number,
        "draft": Order.objects.filter(status="draft").latest("pk").number,
        "invoiced_order": an_invoiced_order().number,
        "cancelled_order": Order.objects.filter(status="cancelled").latest("pk").number,
    }


def an_invoiced_order() -> Order:
    priced = Order.objects.filter(status="delivered").exclude(lines__unit_price=None)
    return invoice_order(priced.latest("pk"), invoice="F-104221", by=User.objects.get(username="gestion"))


def rows_of_the_road() -> Rows:
    """Of the representative rep1: an order that he took in the store, a count in hand, a visit that waits."""
    rep = User.objects.get(username="rep1")
    his_own = Customer.objects.active().filter(salesperson__users=rep).exclude(specific_items=None)
    free = his_own.exclude(shelf_counts__state="draft").distinct().order_by("pk")
    ordering, counting, office = free[0], free[1], User.objects.get(username="bureau")
    items = [line.item_id for line in ordering.specific_items.active()[:2]]
    sent = SentVisit(
        submission=uuid.uuid4(),
        happened_on=localdate(),
        counted={items[0]: Decimal(0), items[1]: Decimal(2)},
        asked={items[0]: Decimal(6)},
        note="Tablette refaite",
    )
    record_visit(ordering, by=rep, visit=sent)
    counted = {counting.specific_items.active()[0].item_id: Decimal(3)}
    for user in (rep, office):
        save_draft(counting, by=user, submission=uuid.uuid4(), quantities=counted)
    waiting = WaitingVisit.objects.create(
        customer=ordering,
        entered_by=rep,
        happened_on=localdate(),
        submission=uuid.uuid4(),
        counted={str(items[0]): "3"},
        asked={str(items[0]): "6"},
        note="Le gérant attend la livraison.",
    )
    return {
        "recorded": sent.submission,
        "counting": counting.pk,
        "waiting": waiting.pk,
        "kept": waiting.submission,
    }
