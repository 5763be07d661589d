"""Creating, editing and deactivating customers. None is ever deleted: his history is kept."""

from typing import Any

import pghistory
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.models import Customer, Salesperson
from webmino.kept_sums import write_beside_others
from webmino.models import User
from webmino.versions import check_version


@transaction.atomic
def create_customer(*, by: User, **fields: Any) -> Customer:
    """Create a customer with these columns, and return him.

    Raises ValidationError, by field, when a rule refuses it; nothing is then saved.
    """
    customer = Customer(**fields)
    _check_salesperson(customer.salesperson, by)
    _save(customer, by)
    return customer


@transaction.atomic
def update_customer(customer: Customer, *, by: User, version: int, **fields: Any) -> Customer:
    """Change these columns of a customer, and return him as he is now; the others stay as they are.

    What was recorded before keeps the salesperson and the route that it had (R5).
    `version` is what `version_of` said when the form was opened: when he is no longer what he was then,
    whatever wrote it, `check_version` refuses it.
    Raises ValidationError, by field where there is one, and for another salesperson while an import runs;
    nothing is then saved.
    """
    if "salesperson" in fields:  # whose sums what he bought goes to
        write_beside_others()
    customer = _held(customer)
    refusal = _("This customer was changed in the meantime. Nothing is saved yet.")
    check_version(customer, version, refusal=refusal)
    before = customer.salesperson_id
    for name, value in fields.items():
        setattr(customer, name, value)
    if customer.salesperson_id != before:
        _check_salesperson(customer.salesperson, by)
    _save(customer, by)
    return customer


@transaction.atomic
def set_active(customer: Customer, *, active: bool, by: User) -> Customer:
    """Put a customer among those who are called on, or no longer; his history stays either way."""
    customer = _held(customer)
    customer.is_active = active
    _save(customer, by)
    return customer


def _held(customer: Customer) -> Customer:
    """Return the customer as he is now, held until the end of the transaction."""
    return Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)


def _check_salesperson(salesperson: Salesperson | None, by: User) -> None:
    """Refuse a salesperson whose customers `by` would not see (R25)."""
    if salesperson and not Salesperson.objects.visible_to(by).filter(pk=salesperson.pk).exists():
        raise ValidationError({"salesperson": _("You can't assign a customer to this salesperson.")})


def _save(customer: Customer, by: User) -> None:
    """Save him in the name of `by`; refuse a number that another took meanwhile."""
    number = Customer._meta.get_field("number")
    try:
        with transaction.atomic(), pghistory.context(user=by.pk):
            customer.save()
    except IntegrityError as error:
        if Customer.objects.filter(number=customer.number).exclude(pk=customer.pk).exists():
            raise ValidationError({"number": number.error_messages["unique"]}) from error
        raise
