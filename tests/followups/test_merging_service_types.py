"""Merging a service type into another: history is kept (R2)."""

from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from followups.models import CustomerVisitState, FollowUp, MobileCodes, ServiceType
from followups.services.service_types import delete, merge, set_active
from tests.factories import make_customer, make_follow_up, make_service_type
from tests.importing import Folder, follow_ups
from tests.lists import queries_of, said
from webmino.company import save_settings
from webmino.history import changes_of
from webmino.models import User

LIST = "/parametres/types-de-service/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(administrator: User, signed_in) -> Client:
    return signed_in(administrator)


@pytest.fixture
def tel() -> ServiceType:
    """A code that does not count as a visit."""
    return make_service_type(
        code="TEL", name_fr="Téléphone", name_en="Call", channel="phone", counts_as_visit=False
    )


@pytest.fixture
def vis() -> ServiceType:
    return make_service_type(code="VIS", name_fr="Visite", name_en="Visit")


def types() -> list[tuple[Any, ...]]:
    """Code, whether it is active, and the code that it was merged into."""
    return list(ServiceType.objects.order_by("code").values_list("code", "is_active", "merged_into__code"))


# The service


def test_r2_all_follow_ups_take_the_other_code_cancelled_ones_too(
    administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    make_follow_up(service_type=tel)
    make_follow_up(service_type=tel, cancelled_at=timezone.now(), cancel_reason="erreur")
    make_follow_up(service_type=vis)

    count = merge(tel, into=vis, by=administrator)

    assert count == 2
    assert list(FollowUp.objects.values_list("service_type__code", flat=True)) == ["VIS"] * 3
    assert types() == [("TEL", False, "VIS"), ("VIS", True, None)]


def test_r2_the_history_of_each_says_which_code_it_had_and_who_merged_it(
    administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    follow_up = make_follow_up(service_type=tel)

    merge(tel, into=vis, by=administrator)

    follow_up.refresh_from_db()
    tel.refresh_from_db()
    [change] = changes_of(follow_up)
    assert change[1:] == (administrator, "Type de service", "TEL Téléphone", "VIS Visite")
    assert {change[2:] for change in changes_of(tel)} == {
        ("Actif", "oui", "non"),
        ("Fusionné avec", "", "VIS Visite"),
    }


def test_r2_visits_are_counted_again_and_the_table_shows_the_other_code(
    administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    follow_up = make_follow_up(service_type=tel)
    before = CustomerVisitState.objects.get()

    merge(tel, into=vis, by=administrator)

    after = CustomerVisitState.objects.get()
    assert (before.visit_count, before.last_visit_on, before.last_service_type) == (0, None, tel)
    assert (after.visit_count, after.last_visit_on, after.last_service_type) == (
        1,
        follow_up.happened_on,
        vis,
    )


def test_what_was_merged_into_it_before_goes_along(
    administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    old = make_service_type(code="OLD")
    merge(old, into=tel, by=administrator)

    merge(tel, into=vis, by=administrator)

    assert types() == [("OLD", False, "VIS"), ("TEL", False, "VIS"), ("VIS", True, None)]


def test_r18_the_road_records_the_other_code_when_it_counts_as_a_visit(
    administrator: User, vis: ServiceType, tel: ServiceType
) -> None:
    other = make_service_type()
    save_settings(MobileCodes(visit=vis, order=vis))

    with pytest.raises(ValidationError) as refused:
        merge(vis, into=tel, by=administrator)
    merge(vis, into=other, by=administrator)

    assert list(refused.value.message_dict) == ["into"]
    codes = MobileCodes.current()
    assert (codes.visit, codes.order) == (other, other)
    assert {change.after for change in changes_of(codes)} == {str(other), str(vis)}


def test_a_type_is_not_merged_into_itself(administrator: User, tel: ServiceType) -> None:
    with pytest.raises(ValidationError) as refusal:
        merge(tel, into=tel, by=administrator)

    assert list(refusal.value.message_dict) == ["into"]
    assert types() == [("TEL", True, None)]


def test_a_type_is_not_merged_into_one_that_can_no_longer_be_chosen(
    administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    make_follow_up(service_type=tel)
    ServiceType.objects.filter(pk=vis.pk).update(is_active=False)

    with pytest.raises(ValidationError) as refusal:
        merge(tel, into=vis, by=administrator)

    assert list(refusal.value.message_dict) == ["into"]
    assert FollowUp.objects.get().service_type == tel


def test_a_merged_type_that_is_active_again_stands_for_itself(
    administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    merge(tel, into=vis, by=administrator)
    tel.refresh_from_db()

    set_active(tel, active=True)

    assert types() == [("TEL", True, None), ("VIS", True, None)]


def test_r2_a_type_that_history_names_is_not_deleted(
    administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    make_follow_up(service_type=tel)
    merge(tel, into=vis, by=administrator)

    with pytest.raises(ValidationError, match="kept"):
        delete(tel, refusal="kept")

    assert ServiceType.objects.filter(pk=tel.pk).exists()


def test_r2_a_type_that_a_follow_up_had_before_a_correction_is_not_deleted(
    tel: ServiceType, vis: ServiceType
) -> None:
    make_follow_up(service_type=tel)
    FollowUp.objects.update(service_type=vis)

    with pytest.raises(ValidationError, match="kept"):
        delete(tel, refusal="kept")

    assert ServiceType.objects.filter(pk=tel.pk).exists()


def test_it_takes_the_same_queries_for_1_and_for_20_follow_ups(administrator: User, vis: ServiceType) -> None:
    counts = []

    for follow_up_count in (1, 20):
        merged = make_service_type()
        for _ in range(follow_up_count):
            make_follow_up(service_type=merged)
        counts.append(queries_of(lambda merged=merged: merge(merged, into=vis, by=administrator)))

    assert counts[0] == counts[1]


# Imports


def test_a_file_imported_again_after_the_merge_changes_nothing(
    administrator: User, tel: ServiceType, vis: ServiceType, tmp_path: Path
) -> None:
    make_customer(number="1")
    folder = Folder(tmp_path)
    lines = ["1,2024-05-06,TEL,,Vu", "1,2024-05-06,vis,,Vu", "1,2024-05-07,tel,,"]
    folder.write(followups=follow_ups(*lines))
    folder.run()
    merge(tel, into=vis, by=administrator)

    again = folder.run()

    assert again.numbers["followups.csv"] == (0, 0, 3, 0)
    assert set(FollowUp.objects.values_list("service_type__code", flat=True)) == {"VIS"}


def test_a_file_with_keys_imported_again_does_not_undo_the_merge(
    administrator: User, tel: ServiceType, vis: ServiceType, tmp_path: Path
) -> None:
    make_customer(number="1")
    folder = Folder(tmp_path)
    folder.write(followups=f"external_id,{follow_ups().strip()}\nA1,1,2024-05-06,TEL,,Vu\n")
    folder.run()
    merge(tel, into=vis, by=administrator)

    again = folder.run()

    assert again.numbers["followups.csv"] == (0, 0, 1, 0)
    assert FollowUp.objects.get().service_type == vis


# The page


def test_the_page_offers_the_other_active_codes(client: Client, tel: ServiceType, vis: ServiceType) -> None:
    make_service_type(code="OLD", is_active=False)

    page = client.get(f"{LIST}{tel.pk}/fusionner/")

    offered = [str(value) for value, _label in page.context["form"].fields["into"].choices]
    assert offered == ["", "VIS"]
    assert page.context["preview"] is None


def test_the_preview_says_what_moves_and_changes_nothing(
    client: Client, tel: ServiceType, vis: ServiceType
) -> None:
    customer = make_customer()
    for _ in range(2):
        make_follow_up(service_type=tel, customer=customer)
    make_follow_up(service_type=tel, cancelled_at=timezone.now(), cancel_reason="erreur")

    page = " ".join(client.get(f"{LIST}{tel.pk}/fusionner/", {"into": "VIS"}).text.split())

    assert "3 suivis prennent le code VIS. 1 d’entre eux est annulé et le reste." in page
    assert "L’historique de chacun dit que c’était TEL." in page
    assert "téléphone devient visite" in page
    assert "Ces suivis compteront comme visites" in page
    assert "Les visites de 1 client sont recomptées." in page
    assert types() == [("TEL", True, None), ("VIS", True, None)]


def test_the_preview_of_types_that_count_alike_warns_of_nothing(client: Client, vis: ServiceType) -> None:
    other = make_service_type(code="V2")
    make_follow_up(service_type=other)

    page = client.get(f"{LIST}{other.pk}/fusionner/", {"into": "VIS"})

    assert page.context["preview"].recounted_count == 0
    assert "⚠" not in page.text


def test_r2_the_button_merges_and_the_list_says_where_it_went(
    client: Client, tel: ServiceType, vis: ServiceType
) -> None:
    make_follow_up(service_type=tel)

    page = client.post(f"{LIST}{tel.pk}/fusionner/", {"into": "VIS"}, follow=True)

    assert said(page) == ["TEL est fusionné avec VIS\xa0: 1 suivi a maintenant ce code."]
    assert "inactif, fusionné avec VIS" in " ".join(page.text.split()).replace(" ,", ",")
    assert FollowUp.objects.get().service_type == vis


def test_a_preview_of_nothing_chosen_asks_for_the_code_that_replaces_it(
    client: Client, tel: ServiceType, vis: ServiceType
) -> None:
    page = client.get(f"{LIST}{tel.pk}/fusionner/", {"into": ""})

    assert page.context["form"].errors == {"into": ["Choisissez le code qui remplace celui-ci."]}
    assert 'class="narrow" novalidate' in page.text
    assert "Remplacer par" in page.text


@pytest.mark.parametrize("into", ["", "TEL", "OLD", "?"])
def test_r28_what_it_can_t_be_merged_into_is_said_beside_the_field(
    client: Client, tel: ServiceType, into: str
) -> None:
    make_service_type(code="OLD", is_active=False)
    make_follow_up(service_type=tel)

    answers = [
        client.get(f"{LIST}{tel.pk}/fusionner/", {"into": into}),
        client.post(f"{LIST}{tel.pk}/fusionner/", {"into": into}),
    ]

    assert [answer.status_code for answer in answers] == [422, 422]
    assert all('id="id_into_error"' in answer.text for answer in answers)
    assert FollowUp.objects.get().service_type == tel


def test_a_merge_that_names_no_type_merges_nothing(client: Client, tel: ServiceType) -> None:
    page = client.post(f"{LIST}{tel.pk}/fusionner/")

    assert page.status_code == 200
    assert types() == [("TEL", True, None)]


def test_a_merged_type_is_not_offered_to_be_deleted(
    client: Client, administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    make_follow_up(service_type=tel)
    merge(tel, into=vis, by=administrator)

    form = client.get(f"{LIST}{tel.pk}/modifier/").text
    asked = client.get(f"{LIST}{tel.pk}/supprimer/").text

    assert "supprimer/" not in form
    assert "Ses suivis ont maintenant le code VIS." in form
    assert "ou l’ont porté" in asked
    assert "btn-danger" not in asked


def test_a_bookmark_with_the_old_code_still_opens_and_finds_nobody(
    client: Client, administrator: User, tel: ServiceType, vis: ServiceType
) -> None:
    follow_up = make_follow_up(service_type=tel)
    before = client.get("/suivi-visites/", {"code": "TEL"}).context["page"].rows
    merge(tel, into=vis, by=administrator)

    old = client.get("/suivi-visites/", {"code": "TEL"})
    new = client.get("/suivi-visites/", {"code": "VIS"})

    assert [row.pk for row in before] == [follow_up.customer_id]
    assert old.context["filters"].is_valid()
    assert (old.context["page"].rows, [row.pk for row in new.context["page"].rows]) == (
        [],
        [row.pk for row in before],
    )


@pytest.mark.parametrize("who", ["representative", "office", "manager"])
def test_r2_nobody_but_an_administrator_merges(
    who: str, request: pytest.FixtureRequest, signed_in, tel: ServiceType, vis: ServiceType
) -> None:
    make_follow_up(service_type=tel)
    other = signed_in(request.getfixturevalue(who))

    answers = [
        other.get(f"{LIST}{tel.pk}/fusionner/").status_code,
        other.post(f"{LIST}{tel.pk}/fusionner/", {"into": "VIS"}).status_code,
    ]

    assert answers == [403, 403]
    assert FollowUp.objects.get().service_type == tel
