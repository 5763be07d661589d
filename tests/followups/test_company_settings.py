"""Paramètres administratifs › Réglages."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from followups.models import MobileCodes
from tests.factories import make_service_type
from webmino.company import CompanySettings, save_settings
from webmino.history import changes_of
from webmino.models import User

pytestmark = pytest.mark.django_db
PAGE = "/parametres/reglages/"


@pytest.fixture
def client(administrator: User, signed_in: Callable[[User], Client]) -> Client:
    return signed_in(administrator)


def answers(**changed: object) -> dict[str, object]:
    return {
        "name": "Distribution Lévis",
        "address": "12, rue Principale",
        "time_zone": "America/Winnipeg",
        "fiscal_year_month": "7",
        "delivery_days": "5",
        "visit": "",
        "order": "",
    } | changed


def test_what_is_chosen_is_saved_and_its_history_is_told(client: Client) -> None:
    visit, order = make_service_type(code="VIS"), make_service_type(code="CMD")

    answer = client.post(PAGE, answers(visit=visit.pk, order=order.pk), follow=True)

    company, codes = CompanySettings.current(), MobileCodes.current()
    assert (company.name, company.time_zone) == ("Distribution Lévis", "America/Winnipeg")
    assert (company.fiscal_year_month, company.delivery_days) == (7, 5)
    assert (codes.visit, codes.order) == (visit, order)
    assert "Les réglages sont enregistrés." in answer.text
    told = {(change.label, change.after) for change in answer.context["changes"]}
    assert ("Délai de livraison (jours)", "5") in told
    assert ("Code d’une visite mobile", str(visit)) in told


def test_saving_again_what_a_browser_sends_changes_nothing(client: Client) -> None:
    """It ends lines in its own way."""
    save_settings(CompanySettings(name="Distribution Lévis", address="12, rue Principale\nLévis"))
    before = CompanySettings.current()
    told = changes_of(before)
    form = client.get(PAGE).context["company_form"]
    sent = {field.name: field.value() for field in form} | {"address": "12, rue Principale\r\nLévis"}

    client.post(PAGE, sent)

    after = CompanySettings.current()
    assert (after.name, after.address) == (before.name, before.address)
    assert changes_of(after) == told


def test_r28_all_that_is_wrong_is_said_and_nothing_is_saved(client: Client) -> None:
    answer = client.post(PAGE, answers(delivery_days="366", time_zone="Mars", visit="0", name="Gardé"))

    assert set(answer.context["company_form"].errors) == {"delivery_days", "time_zone"}
    assert set(answer.context["codes_form"].errors) == {"visit"}
    assert "Gardé" in answer.text
    assert (CompanySettings.objects.count(), MobileCodes.objects.count()) == (0, 0)


def test_r18_only_an_active_code_that_counts_as_a_visit_is_one_of_mobile_visits(client: Client) -> None:
    visit = make_service_type(code="VIS")
    call = make_service_type(code="TEL", counts_as_visit=False)
    old = make_service_type(code="OLD", is_active=False)

    forms = client.get(PAGE).context

    offered = {name: set(forms["codes_form"].fields[name].queryset) for name in ("visit", "order")}
    assert offered == {"visit": {visit}, "order": {visit, call}}
    assert client.post(PAGE, answers(order=old.pk)).context["codes_form"].errors.keys() == {"order"}


def test_r18_a_code_of_the_road_stays_one_that_can_be_recorded(client: Client) -> None:
    visit = make_service_type(code="VIS")
    save_settings(MobileCodes(visit=visit))
    kept = {"code": "VIS", "name_fr": "Visite", "name_en": "Visit", "channel": "visit", "position": "1"}

    deactivated = client.post(reverse("followups:service-type-deactivate", args=[visit.pk]), follow=True)
    deleted = client.post(reverse("followups:service-type-delete", args=[visit.pk]), follow=True)
    edited = client.post(reverse("followups:service-type-edit", args=[visit.pk]), kept)

    visit.refresh_from_db()
    assert (visit.is_active, visit.counts_as_visit) == (True, True)
    assert "VIS est le code des visites ou des commandes mobiles" in deactivated.text
    assert "on peut le désactiver, non le supprimer" in deleted.text
    assert list(edited.context["form"].errors) == ["counts_as_visit"]
