"""The home page, with the visits of the road that wait for a manager (R18)."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from followups.views.home import home_page
from par.models import WaitingVisit
from webmino.audience import SignedInRequest, signed_in


@signed_in
@require_safe
def home(request: SignedInRequest) -> HttpResponse:
    """What waits for a person today: for who decides, every visit that waits; for others, their own."""
    waiting = WaitingVisit.objects.visible_to(request.user).waiting().count()
    return home_page(request, waits="par/waiting_visits_said.html", waiting=waiting)
