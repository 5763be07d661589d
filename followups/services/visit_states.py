"""Making anew what triggers keep of each customer's follow-ups."""

from django.db import connection, transaction

from followups.models import CustomerVisitState


@transaction.atomic
def rebuild_visit_states() -> int:
    """Make every customer's visit state anew, and return how many there are.

    Nothing but a fault makes it needed. The table stays readable meanwhile; who saves a follow-up waits.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT followups_refresh_visit_state(ARRAY(SELECT id FROM customers_customer))")
        # Rows of customers that are no longer there, which the function was not asked about.
        cursor.execute(
            "DELETE FROM followups_customervisitstate"
            " WHERE customer_id NOT IN (SELECT id FROM customers_customer)"
        )
    return CustomerVisitState.objects.count()
