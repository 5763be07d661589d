"""What a new installation needs to record contacts: the codes of the visits and orders of the road."""

from followups.models import ServiceType

# What the phone records (R18).
SERVICE_TYPES = (("VIS", "Visite", "Visit"), ("CMD", "Commande", "Order"))


def prepare() -> None:
    """Make the first service types; a list that holds any is left as it is."""
    if ServiceType.objects.exists():
        return
    for position, (code, name_fr, name_en) in enumerate(SERVICE_TYPES, start=1):
        ServiceType.objects.create(code=code, name_fr=name_fr, name_en=name_en, position=position)
