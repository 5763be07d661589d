"""What a new installation needs to record contacts: the codes of the visits and orders of the road."""

from followups.models import MobileCodes, ServiceType
from webmino.company import save_settings

# What the phone records (R18).
SERVICE_TYPES = (("VIS", "Visite", "Visit"), ("CMD", "Commande", "Order"))


def prepare() -> None:
    """Make the first service types and choose them; a list that holds any is left as it is."""
    if ServiceType.objects.exists():
        return
    visit, order = (
        ServiceType.objects.create(code=code, name_fr=name_fr, name_en=name_en, position=position)
        for position, (code, name_fr, name_en) in enumerate(SERVICE_TYPES, start=1)
    )
    save_settings(MobileCodes(visit=visit, order=order))
