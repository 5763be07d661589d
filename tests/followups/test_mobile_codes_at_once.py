"""Two people at once: one chooses what the road records, another makes it a code that can't be (R18)."""

from pathlib import Path

import pytest
from django.db import transaction

from followups.forms.service_types import ServiceTypeForm
from followups.models import MobileCodes, ServiceType
from followups.services.mobile_codes import choose_mobile_codes
from followups.services.service_types import set_active
from tests.at_once import Beside, wait_for_a_lock
from tests.factories import make_service_type
from tests.importing import Folder, Imported
from webmino.forms import saved

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def visit() -> ServiceType:
    return make_service_type(code="VIS", name_fr="Visite", name_en="Visit")


def typed() -> dict[str, str]:
    """What the form of VIS sends, no longer counted as a visit."""
    return {"code": "VIS", "name_fr": "Visite", "name_en": "Visit", "channel": "visit", "position": "0"}


def test_r18_a_type_that_is_being_chosen_is_not_deactivated(visit: ServiceType) -> None:
    with transaction.atomic():
        choose_mobile_codes(visit=visit, order=None)
        beside = Beside(lambda: set_active(visit, active=False))
        wait_for_a_lock()
    beside.finish()

    assert beside.refusal is not None
    assert ServiceType.objects.get().is_active


def test_r18_a_type_that_is_being_deactivated_is_not_chosen(visit: ServiceType) -> None:
    with transaction.atomic():
        set_active(visit, active=False)
        beside = Beside(lambda: choose_mobile_codes(visit=None, order=visit))
        wait_for_a_lock()
    beside.finish()

    assert beside.refusal is not None
    assert list(beside.refusal.message_dict) == ["order"]
    assert MobileCodes.objects.count() == 0


def test_r18_a_type_that_is_being_chosen_stays_a_visit(visit: ServiceType) -> None:
    form = ServiceTypeForm(typed(), instance=ServiceType.objects.get())
    was_valid = form.is_valid()

    with transaction.atomic():
        choose_mobile_codes(visit=visit, order=None)
        beside = Beside(lambda: saved(form))
        wait_for_a_lock()
    beside.finish()

    assert was_valid
    assert list(form.errors) == ["counts_as_visit"]
    assert ServiceType.objects.get().counts_as_visit


def test_r18_a_type_that_is_becoming_no_visit_is_not_chosen_for_visits(visit: ServiceType) -> None:
    form = ServiceTypeForm(typed(), instance=ServiceType.objects.get())

    with transaction.atomic():
        was_saved = form.is_valid() and saved(form)
        beside = Beside(lambda: choose_mobile_codes(visit=visit, order=None))
        wait_for_a_lock()
    beside.finish()

    assert was_saved
    assert beside.refusal is not None
    assert list(beside.refusal.message_dict) == ["visit"]
    assert MobileCodes.objects.count() == 0


def test_an_edit_leaves_alone_whether_the_type_was_deactivated_meanwhile(visit: ServiceType) -> None:
    form = ServiceTypeForm(typed() | {"name_fr": "Passage"}, instance=ServiceType.objects.get())
    assert form.is_valid()

    set_active(visit, active=False)
    saved(form)

    visit.refresh_from_db()
    assert (visit.is_active, visit.name_fr) == (False, "Passage")


def test_r18_a_type_that_is_being_chosen_is_not_deactivated_by_an_import(
    visit: ServiceType, tmp_path: Path
) -> None:
    folder, outcomes = Folder(tmp_path), list[Imported]()
    folder.write(service_types="code,name_en,name_fr,active\nVIS,Visit,Visite,0\n")

    with transaction.atomic():
        choose_mobile_codes(visit=visit, order=None)
        beside = Beside(lambda: outcomes.append(folder.run()))
        wait_for_a_lock()
    beside.finish()

    assert "service_types.csv, row 2, active: It is the code of mobile visits" in outcomes[0].errors
    assert ServiceType.objects.get().is_active


def test_choosing_again_what_was_chosen_judges_nothing(visit: ServiceType) -> None:
    codes = choose_mobile_codes(visit=visit, order=visit)
    ServiceType.objects.update(is_active=False, counts_as_visit=False)

    kept = choose_mobile_codes(visit=visit, order=visit)

    assert (kept.pk, kept.visit, kept.order) == (codes.pk, visit, visit)
