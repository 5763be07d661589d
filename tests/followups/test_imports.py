"""The files of service types and follow-ups."""

import datetime
from pathlib import Path

import pytest
import time_machine
from django.utils import timezone

from customers.models import Customer
from followups.models import CustomerVisitState, FollowUp, MobileCodes, ServiceType
from tests.factories import make_customer, make_follow_up, make_route, make_salesperson, make_service_type
from tests.importing import Folder, customer_line, customers, follow_ups
from webmino.company import save_settings
from webmino.models import User

pytestmark = pytest.mark.django_db
DAY = datetime.date(2024, 5, 6)
ACTION = ",next_action,next_action_on"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


@pytest.fixture
def customer() -> Customer:
    """Customer 1 of salesperson V01 on route R1; V02 and the types VIS and TEL exist too."""
    make_salesperson(code="V02")
    make_service_type(code="VIS")
    make_service_type(code="TEL", counts_as_visit=False)
    return make_customer(number="1", salesperson=make_salesperson(code="V01"), route=make_route(code="R1"))


def notes() -> list[str]:
    return list(FollowUp.objects.order_by("pk").values_list("note", flat=True))


def test_r2_service_types_are_the_same_whatever_their_case(folder: Folder) -> None:
    make_service_type(code="vis", name_fr="Avant", channel="phone", counts_as_visit=False, position=7)
    folder.write(service_types="code,name_en,name_fr\nVIS,Visit,Visite\nTEL,Call,\ntel,Twice,\n")

    imported = folder.run(skip_bad=True)

    assert list(
        ServiceType.objects.order_by("code").values_list(
            "code", "name_fr", "channel", "counts_as_visit", "is_active", "position"
        )
    ) == [("TEL", "Call", "visit", True, True, 0), ("vis", "Visite", "phone", False, True, 7)]
    assert "service_types.csv, row 4, code: Row 3 has the same key." in imported.errors


def test_a_type_without_a_channel_is_a_visit_that_counts(folder: Folder) -> None:
    make_service_type(code="OLD", channel="phone", counts_as_visit=False, is_active=False, position=3)
    folder.write(
        service_types="code,name_en,name_fr,channel,counts_as_visit,active,position\n"
        "A,A,A,,,,\nB,B,B,Téléphone,,non,2\nC,C,C,email,oui,true,\nD,D,D,visite,0,1,\nOLD,O,O,,,,\n"
    )

    folder.run()

    assert list(
        ServiceType.objects.order_by("code").values_list(
            "code", "channel", "counts_as_visit", "is_active", "position"
        )
    ) == [
        ("A", "visit", True, True, 0),
        ("B", "phone", False, False, 2),
        ("C", "email", True, True, 0),
        ("D", "visit", False, True, 0),
        ("OLD", "visit", True, True, 0),
    ]


def test_r18_a_type_of_the_road_stays_one_that_can_be_recorded(folder: Folder) -> None:
    visit, order = make_service_type(code="VIS"), make_service_type(code="CMD")
    make_service_type(code="TEL")
    save_settings(MobileCodes(visit=visit, order=order))
    folder.write(
        service_types="code,name_en,name_fr,active,counts_as_visit\n"
        "vis,A,A,0,1\nCMD,B,B,0,0\nTEL,C,C,0,0\nNEW,D,D,0,0\n"
    )

    imported = folder.run(skip_bad=True)

    reason = "active: It is the code of mobile visits or orders: choose another under Settings first."
    assert [line for line in imported.errors.splitlines() if "row" in line] == [
        f"service_types.csv, row {row}, {reason}" for row in (2, 3)
    ]
    assert imported.numbers["service_types.csv"] == (1, 1, 0, 2)
    assert list(
        ServiceType.objects.order_by("code").values_list("code", "name_fr", "is_active", "counts_as_visit")
    ) == [
        ("CMD", order.name_fr, True, True),
        ("NEW", "D", False, False),
        ("TEL", "C", False, False),
        ("VIS", visit.name_fr, True, True),
    ]


def test_r18_a_type_of_mobile_visits_stays_a_visit(folder: Folder) -> None:
    visit, order = make_service_type(code="VIS"), make_service_type(code="CMD")
    save_settings(MobileCodes(visit=visit, order=order))
    folder.write(service_types="code,name_en,name_fr,counts_as_visit\nVIS,A,A,0\nCMD,B,B,0\n")

    refused = folder.run(skip_bad=True)
    folder.write(service_types="code,name_en,name_fr,channel\nVIS,A,A,phone\n")
    channel_alone = folder.run()

    reason = "counts_as_visit: It is the code of mobile visits: choose another under Settings first."
    assert f"service_types.csv, row 2, {reason}" in refused.errors.splitlines()
    assert refused.numbers["service_types.csv"] == (0, 1, 0, 1)
    assert channel_alone.numbers["service_types.csv"] == (0, 1, 0, 0)
    assert dict(ServiceType.objects.values_list("code", "counts_as_visit")) == {"CMD": False, "VIS": True}


def test_r3_an_imported_follow_up_has_no_user(folder: Folder, customer: Customer) -> None:
    folder.write(followups=follow_ups("1,2024-05-06,vis,V02, Vu ,Rappeler,2024-06-01", columns=ACTION))

    folder.run()

    one = FollowUp.objects.get()
    assert (one.customer, one.happened_on, one.service_type.code) == (customer, DAY, "VIS")
    assert (one.done_by.code, one.entered_by, one.note) == ("V02", None, "Vu")
    assert (one.next_action, one.next_action_on) == ("Rappeler", datetime.date(2024, 6, 1))


def test_r5_it_keeps_the_customer_s_salesperson_and_route_of_the_import(
    folder: Folder, customer: Customer
) -> None:
    folder.write(followups=follow_ups("1,2024-05-06,VIS,V02,", "1,2024-05-07,VIS,,"))
    folder.run()
    Customer.objects.update(salesperson=make_salesperson(code="V03"), route=None)

    imported = folder.run()

    assert imported.numbers["followups.csv"] == (0, 0, 2, 0)
    assert list(
        FollowUp.objects.order_by("pk").values_list("done_by__code", "salesperson__code", "route__code")
    ) == [("V02", "V01", "R1"), (None, "V01", "R1")]


def test_equal_follow_ups_are_all_kept_and_never_doubled(folder: Folder, customer: Customer) -> None:
    equal = "1,2024-05-06,VIS,,Vu"
    folder.write(followups=follow_ups(equal, equal, "1,2024-05-06,VIS,V01,Vu", "1,2024-05-06,TEL,,Vu"))
    first = folder.run().numbers["followups.csv"]
    again = folder.run().numbers["followups.csv"]
    folder.write(followups=follow_ups(equal, equal, equal))

    more = folder.run().numbers["followups.csv"]

    assert (first, again, more) == ((4, 0, 0, 0), (0, 0, 4, 0), (1, 0, 2, 0))
    assert FollowUp.objects.filter(done_by=None, service_type__code="VIS").count() == 3


def test_a_follow_up_that_a_person_entered_too_is_not_doubled(
    folder: Folder, customer: Customer, office: User
) -> None:
    make_follow_up(
        customer=customer,
        service_type=ServiceType.objects.get(code="VIS"),
        happened_on=DAY,
        note="Vu",
        entered_by=office,
    )
    folder.write(followups=follow_ups("1,2024-05-06,VIS,,Vu"))

    imported = folder.run()

    assert imported.numbers["followups.csv"] == (0, 0, 1, 0)
    assert list(FollowUp.objects.values_list("entered_by", flat=True)) == [office.pk]


def test_an_external_id_is_the_key_where_it_is_given(folder: Folder, customer: Customer) -> None:
    make_customer(number="2")
    lines = ["A,1,2024-05-06,VIS,,Vu", "B,1,2024-05-06,VIS,,Vu", ",1,2024-05-06,VIS,,Vu"]
    header = "external_id,customer_code,date,service_type_code,salesperson_code,note\n"
    folder.write(followups=header + "\n".join(lines))
    folder.run()
    before = list(FollowUp.objects.order_by("pk").values_list("pk", flat=True))
    lines[0] = "A,2,2024-05-07,tel,V02,Corrigé"
    folder.write(followups=header + "\n".join(lines))

    imported = folder.run()

    assert imported.numbers["followups.csv"] == (0, 1, 2, 0)
    assert list(
        FollowUp.objects.order_by("pk").values_list(
            "pk", "external_id", "customer__number", "note", "salesperson__code"
        )
    ) == [
        (before[0], "A", "2", "Corrigé", None),
        (before[1], "B", "1", "Vu", "V01"),
        (before[2], None, "1", "Vu", "V01"),
    ]


def test_an_external_id_that_the_file_repeats_is_a_bad_row(folder: Folder, customer: Customer) -> None:
    folder.write(
        followups="external_id,customer_code,date,service_type_code,salesperson_code,note\n"
        "A,1,2024-05-06,VIS,,x\nA,1,2024-05-07,VIS,,y\n,1,2024-05-06,VIS,,z\n,1,2024-05-06,VIS,,z\n"
    )

    imported = folder.run(skip_bad=True)

    assert "followups.csv, row 3, external_id: Row 2 has the same key." in imported.errors
    assert notes() == ["x", "z", "z"]


def test_r4_a_cancelled_follow_up_is_neither_revived_nor_changed(folder: Folder, customer: Customer) -> None:
    header = "external_id,customer_code,date,service_type_code,salesperson_code,note\n"
    folder.write(followups=header + "A,1,2024-05-06,VIS,,Vu\n,1,2024-05-07,VIS,,Vu\n")
    folder.run()
    FollowUp.objects.update(cancelled_at=timezone.now(), cancel_reason="Erreur")
    folder.write(followups=header + "A,1,2024-05-06,VIS,,Changé\n,1,2024-05-07,VIS,,Vu\n")

    imported = folder.run()

    assert imported.numbers["followups.csv"] == (0, 0, 2, 0)
    assert notes() == ["Vu", "Vu"]
    assert FollowUp.objects.standing().count() == 0
    assert CustomerVisitState.objects.count() == 0


def test_a_next_action_that_is_done_stays(folder: Folder, customer: Customer) -> None:
    folder.write(followups=follow_ups("1,2024-05-06,VIS,,Vu,Rappeler,2024-06-01", columns=ACTION))
    folder.run()
    FollowUp.objects.update(next_action_done_at=timezone.now())
    folder.write(followups=follow_ups("1,2024-05-06,VIS,,Vu,,", columns=ACTION))

    imported = folder.run()

    assert imported.numbers["followups.csv"] == (0, 0, 1, 0)
    assert FollowUp.objects.get().next_action == "Rappeler"


def test_a_next_action_follows_the_file_until_it_is_done(folder: Folder, customer: Customer) -> None:
    folder.write(followups=follow_ups("1,2024-05-06,VIS,,Vu,Rappeler,2024-06-01", columns=ACTION))
    folder.run()
    folder.write(followups=follow_ups("1,2024-05-06,VIS,,Vu,,", columns=ACTION))

    imported = folder.run()

    assert imported.numbers["followups.csv"] == (0, 1, 0, 0)
    assert list(CustomerVisitState.objects.values_list("next_action_on", flat=True)) == [None]


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("9,2024-05-06,VIS,,,,", "customer_code: “9” is not in the list: customers."),
        (",2024-05-06,VIS,,,,", "customer_code: This cell can't be empty."),
        ("1,2024-05-06,XXX,,,,", "service_type_code: “XXX” is not in the list: service types."),
        ("1,2024-05-06,VIS,V9,,,", "salesperson_code: “V9” is not in the list: salespeople."),
        ("1,06/05/2024,VIS,,,,", "date: “06/05/2024” is not a day such as 2026-01-31."),
        ("1,,VIS,,,,", "date: This cell can't be empty."),
        ("1,2024-05-06,VIS,,,Rappeler,", "next_action_on: A next action has a day too."),
        ("1,2024-05-06,VIS,,,,2024-06-01", "next_action: A next action has a text too."),
    ],
)
def test_a_bad_row_of_follow_ups_says_why(
    folder: Folder, customer: Customer, line: str, message: str
) -> None:
    folder.write(followups=follow_ups("1,2024-05-06,VIS,,Vu,,", line, columns=ACTION))

    imported = folder.run()

    assert f"followups.csv, row 3, {message}" in imported.errors.splitlines()
    assert notes() == []


@time_machine.travel("2024-05-06 23:30 -0400")
def test_r3_a_follow_up_is_not_after_the_company_s_day(folder: Folder, customer: Customer) -> None:
    """It is already the 7th in UTC."""
    folder.write(followups=follow_ups("1,2024-05-06,VIS,,today", "1,2024-05-07,VIS,,tomorrow"))

    imported = folder.run(skip_bad=True)

    assert "followups.csv, row 3, date: “2024-05-07” is in the future." in imported.errors.splitlines()
    assert notes() == ["today"]


def test_a_next_action_without_the_column_of_its_day_is_refused(folder: Folder, customer: Customer) -> None:
    folder.write(followups=follow_ups("1,2024-05-06,VIS,,,Rappeler", columns=",next_action"))

    imported = folder.run()

    message = "followups.csv, row 1, next_action, next_action_on: These columns go together."
    assert message in imported.errors.splitlines()


def test_r6_imported_follow_ups_make_customers_eligible(folder: Folder, customer: Customer) -> None:
    folder.write(
        customers=customers(customer_line("2"), customer_line("3")),
        followups=follow_ups(
            "1,2024-05-06,VIS,,", "1,2024-05-08,TEL,,", "1,2024-05-08,VIS,V02,", "3,1999-01-01,TEL,,"
        ),
    )

    folder.run()

    assert list(
        CustomerVisitState.objects.order_by("customer__number").values_list(
            "customer__number", "follow_up_count", "visit_count", "last_on", "last_done_by__code"
        )
    ) == [("1", 3, 2, datetime.date(2024, 5, 8), "V02"), ("3", 1, 0, datetime.date(1999, 1, 1), None)]
