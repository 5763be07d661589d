"""Making anew what triggers keep of each customer's PAR list and last count."""

from django.db import connection, transaction

from par.models import CustomerParState


@transaction.atomic
def rebuild_par_states() -> int:
    """Make every customer's PAR state and last counted quantities anew, and return how many states there are.

    Nothing but a fault makes it needed. The table stays readable meanwhile; who saves a count waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT par_refresh_states(ARRAY(SELECT id FROM customers_customer))")
        # Rows of customers that are no longer there, which the function was not asked about.
        cursor.execute(
            "DELETE FROM par_customerparstate WHERE customer_id NOT IN (SELECT id FROM customers_customer)"
        )
    return CustomerParState.objects.count()
