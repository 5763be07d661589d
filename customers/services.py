"""What changes customers. None is ever deleted: what has happened with him stays."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from customers.models import Customer
from webmino.history import version_of

# The code of the error that somebody else changed the customer since the form was opened.
CHANGED_MEANWHILE = "changed_meanwhile"


@transaction.atomic
def create_customer(customer: Customer) -> Customer:
    """Save a new customer. Raises ValidationError when another took his number meanwhile."""
    try:
        with transaction.atomic():
            customer.save(force_insert=True)
    except IntegrityError as error:
        if Customer.objects.filter(number=customer.number).exists():
            raise ValidationError({"number": _("Another customer has this number.")}) from error
        raise
    return customer


@transaction.atomic
def update_customer(customer: Customer, *, version: int) -> Customer:
    """Save a customer whose fields were changed (R5: what was recorded with the old ones stays).

    `version` is what `version_of` said when the form was opened. Raises ValidationError with the code
    CHANGED_MEANWHILE when another change came since; nothing is then saved.
    """
    stored = Customer.objects.select_for_update(of=("self",), no_key=True).get(pk=customer.pk)
    if version_of(stored) != version:
        message = _("Somebody else changed this customer while you were correcting him.")
        raise ValidationError(message, code=CHANGED_MEANWHILE)
    customer.save()
    return customer


@transaction.atomic
def set_active(customer: Customer, *, active: bool) -> Customer:
    """Let a customer appear in lists by default, or no longer; his history stays either way."""
    customer.is_active = active
    customer.save(update_fields=["is_active"])
    return customer
