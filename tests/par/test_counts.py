"""The open count of a customer, and the count that a visit makes of it."""

import uuid
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from par.models import CustomerItem, ShelfCount
from par.services.counts import RECORDED, complete_count, discard_draft, open_draft, save_draft
from tests.factories import (
    make_customer,
    make_customer_item,
    make_follow_up,
    make_item,
    make_shelf_count,
    make_user,
)
from webmino.models import User
from webmino.roles import Role

pytestmark = pytest.mark.django_db


def quantities_of(shelf_count: ShelfCount) -> dict[int, Decimal | None]:
    return dict(shelf_count.lines.values_list("item", "quantity"))


def test_what_is_typed_adds_to_the_draft_and_empties_a_line(representative: User) -> None:
    """R15: empty, 0 and a quantity are three things; what another page sent stays."""
    customer, submission = make_customer(), uuid.uuid4()
    milk, butter, cream = (make_customer_item(customer=customer).item for _ in range(3))
    draft = save_draft(
        customer,
        by=representative,
        submission=submission,
        quantities={milk.pk: Decimal(3), butter.pk: Decimal(0)},
        note="Tablette",
    )

    again = save_draft(
        customer,
        by=representative,
        submission=submission,
        quantities={milk.pk: None, cream.pk: Decimal("2.5")},
    )

    assert again.pk == draft.pk
    assert (again.state, again.note) == ("draft", "Tablette")
    assert quantities_of(again) == {milk.pk: None, butter.pk: Decimal(0), cream.pk: Decimal("2.5")}


def test_a_user_has_one_open_count_of_a_customer_and_another_has_his_own(representative: User) -> None:
    """R15: another user's draft is never merged."""
    customer, other = make_customer(), make_user(Role.OFFICE)
    item = make_customer_item(customer=customer).item
    his = save_draft(customer, by=representative, submission=uuid.uuid4(), quantities={item.pk: Decimal(3)})

    opened_elsewhere = save_draft(customer, by=representative, submission=uuid.uuid4(), quantities={})
    others = save_draft(customer, by=other, submission=uuid.uuid4(), quantities={item.pk: Decimal(8)})

    assert (opened_elsewhere.pk, opened_elsewhere.submission) == (his.pk, his.submission)
    assert quantities_of(his) == {item.pk: Decimal(3)}
    assert quantities_of(others) == {item.pk: Decimal(8)}


def test_a_draft_counts_nowhere(representative: User) -> None:
    """R13: only completed counts are known."""
    specific = make_customer_item(par_quantity=Decimal(12))

    save_draft(
        specific.customer,
        by=representative,
        submission=uuid.uuid4(),
        quantities={specific.item_id: Decimal(3)},
    )

    specific.refresh_from_db()
    assert specific.last_counted is None


def test_an_item_that_was_never_on_the_list_is_refused(representative: User) -> None:
    customer = make_customer_item().customer
    stranger = make_item()

    with pytest.raises(ValidationError):
        save_draft(customer, by=representative, submission=uuid.uuid4(), quantities={stranger.pk: Decimal(1)})

    assert ShelfCount.objects.count() == 0


def test_what_comes_after_the_visit_was_recorded_is_refused(representative: User) -> None:
    specific, submission = make_customer_item(), uuid.uuid4()
    make_follow_up(customer=specific.customer, submission=submission)

    with pytest.raises(ValidationError) as refusal:
        save_draft(
            specific.customer,
            by=representative,
            submission=submission,
            quantities={specific.item_id: Decimal(3)},
        )

    assert refusal.value.code == RECORDED
    assert ShelfCount.objects.count() == 0


def test_a_completed_count_keeps_the_par_of_its_day_and_has_a_line_for_each_item(
    representative: User,
) -> None:
    """R13: what was left empty is unknown; a later PAR changes nothing in it."""
    customer, submission = make_customer(), uuid.uuid4()
    milk = make_customer_item(customer=customer, par_quantity=Decimal(12)).item
    butter = make_customer_item(customer=customer, par_quantity=Decimal(5)).item
    follow_up = make_follow_up(customer=customer, note="Vu M. Roy")
    save_draft(customer, by=representative, submission=submission, quantities={milk.pk: Decimal(3)})

    count = complete_count(
        customer, by=representative, submission=submission, quantities={}, follow_up=follow_up
    )
    CustomerItem.objects.update(par_quantity=99)

    assert count is not None
    assert (count.state, count.counted_on, count.note) == ("completed", localdate(), "Vu M. Roy")
    assert set(count.lines.values_list("item", "quantity", "par_quantity")) == {
        (milk.pk, Decimal(3), Decimal(12)),
        (butter.pk, None, Decimal(5)),
    }
    assert CustomerItem.objects.get(item=milk).last_counted == Decimal(3)


def test_lines_of_a_count_are_written_once_and_have_no_history(representative: User) -> None:
    customer = make_customer()
    counted = make_customer_item(customer=customer, par_quantity=Decimal(12))
    make_customer_item(customer=customer, par_quantity=Decimal(6))

    shelf_count = complete_count(
        customer,
        by=representative,
        submission=uuid.uuid4(),
        quantities={counted.item_id: Decimal(3)},
        follow_up=make_follow_up(customer=customer),
    )

    assert shelf_count is not None
    lines = shelf_count.lines.order_by("par_quantity")
    assert [(line.quantity, line.par_quantity, line.events.count()) for line in lines] == [
        (None, Decimal(6), 0),
        (Decimal(3), Decimal(12), 0),
    ]


def test_a_count_of_nothing_is_none_and_its_draft_is_gone(representative: User) -> None:
    specific, submission = make_customer_item(), uuid.uuid4()
    follow_up = make_follow_up(customer=specific.customer)
    save_draft(
        specific.customer,
        by=representative,
        submission=submission,
        quantities={specific.item_id: Decimal(3)},
    )

    count = complete_count(
        specific.customer,
        by=representative,
        submission=submission,
        quantities={specific.item_id: None},
        follow_up=follow_up,
    )

    assert count is None
    assert ShelfCount.objects.count() == 0


def test_an_item_taken_off_the_list_while_it_is_counted_keeps_its_quantity(representative: User) -> None:
    specific, submission = make_customer_item(par_quantity=Decimal(4)), uuid.uuid4()
    follow_up = make_follow_up(customer=specific.customer)
    CustomerItem.objects.filter(pk=specific.pk).update(is_active=False)

    count = complete_count(
        specific.customer,
        by=representative,
        submission=submission,
        quantities={specific.item_id: Decimal(3)},
        follow_up=follow_up,
    )

    assert count is not None
    assert list(count.lines.values_list("item", "quantity", "par_quantity")) == [
        (specific.item_id, Decimal(3), None)
    ]


def test_the_draft_of_another_visit_stays_when_a_visit_that_waited_comes(representative: User) -> None:
    specific = make_customer_item()
    follow_up = make_follow_up(customer=specific.customer)
    of_today = save_draft(
        specific.customer,
        by=representative,
        submission=uuid.uuid4(),
        quantities={specific.item_id: Decimal(9)},
    )

    count = complete_count(
        specific.customer,
        by=representative,
        submission=uuid.uuid4(),
        quantities={specific.item_id: Decimal(2)},
        follow_up=follow_up,
    )

    assert count is not None
    assert quantities_of(count) == {specific.item_id: Decimal(2)}
    assert quantities_of(of_today) == {specific.item_id: Decimal(9)}


def test_a_draft_is_thrown_away_with_its_lines(representative: User) -> None:
    specific = make_customer_item()
    others = make_shelf_count(
        {specific.item: 3}, customer=specific.customer, state="draft", entered_by=make_user(Role.OFFICE)
    )
    save_draft(specific.customer, by=representative, submission=uuid.uuid4(), quantities={})

    was_there = discard_draft(specific.customer, by=representative)

    assert was_there
    assert open_draft(specific.customer, representative) is None
    assert list(ShelfCount.objects.all()) == [others]
