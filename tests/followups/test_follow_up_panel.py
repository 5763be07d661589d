"""The follow-up panel on the customer's record: what it shows, and what is entered and ticked there."""

import datetime
import re
import uuid
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from customers.models import Customer, Salesperson
from followups.models import FollowUp, ServiceType
from tests.factories import make_customer, make_follow_up, make_salesperson, make_service_type
from tests.lists import queries_of_page
from webmino.models import User

SignIn = Callable[[User], Client]
DAY = datetime.timedelta(days=1)
HTMX = {"HX-Request": "true"}

pytestmark = pytest.mark.django_db


def record(customer: Customer) -> str:
    return reverse("customers:customer-detail", args=[customer.pk])


def follow_ups_of(customer: Customer) -> str:
    return reverse("followups:follow-up-list", args=[customer.pk])


def enter(client: Client, customer: Customer, *, script: bool = True, **fields: Any) -> HttpResponse:
    """Send the panel's form as the browser does, by htmx unless there is no script."""
    sent = {
        "submission": str(uuid.uuid4()),
        "happened_on": timezone.localdate().isoformat(),
        "note": "",
        "done_by": "",
        "next_action": "",
        "next_action_on": "",
    } | fields
    address = reverse("followups:follow-up-create", args=[customer.pk])
    return client.post(address, sent, headers=HTMX if script else None)


def tick(client: Client, follow_up: FollowUp, *, script: bool = True, **fields: str) -> HttpResponse:
    address = reverse("followups:action-done", args=[follow_up.customer_id])
    return client.post(address, {"follow_up": follow_up.pk} | fields, headers=HTMX if script else None)


def choices(response: HttpResponse) -> dict[str, list[str]]:
    """What each list of the page offers, by its name."""
    lists = re.findall(r'<select name="(\w+)".*?</select>', response.content.decode(), re.DOTALL)
    bodies = re.findall(r"<select.*?</select>", response.content.decode(), re.DOTALL)
    offered = [
        [unescape(words) for words in re.findall(r"<option[^>]*>(.*?)</option>", body)] for body in bodies
    ]
    return dict(zip(lists, offered, strict=True))


def notes(response: HttpResponse) -> list[str]:
    """The notes of the lines that a page shows, in their order."""
    return re.findall(r'<p class="follow-up-note">(.*?)</p>', response.content.decode())


def messages(response: HttpResponse) -> list[str]:
    return [str(message) for message in response.context["messages"]]


# What it shows


def test_r1_the_newest_is_first_by_date_then_creation_then_key(office: User, signed_in: SignIn) -> None:
    customer, moment = make_customer(), timezone.now()
    today = timezone.localdate()
    for note, happened_on, created_at in [
        ("older day", today - DAY, moment + DAY),
        ("same moment, first", today, moment),
        ("same moment, second", today, moment),
        ("entered before", today, moment - DAY),
    ]:
        make_follow_up(customer=customer, note=note, happened_on=happened_on, created_at=created_at)

    response = signed_in(office).get(record(customer))

    assert notes(response) == ["same moment, second", "same moment, first", "entered before", "older day"]


def test_it_shows_eight_and_says_how_many_there_are(office: User, signed_in: SignIn) -> None:
    customer, today = make_customer(), timezone.localdate()
    for n in range(11):
        make_follow_up(customer=customer, note=f"note {n}", happened_on=today - n * DAY)
    make_follow_up(note="of another customer")

    response = signed_in(office).get(record(customer))

    assert notes(response) == [f"note {n}" for n in range(8)]
    assert response.context["total"] == 11
    assert '<p class="printed">' in response.text


def test_it_offers_the_codes_and_the_names_of_now(office: User, signed_in: SignIn) -> None:
    client, customer = signed_in(office), make_customer()
    visit, call = (
        make_service_type(code="VIS", name_fr="Visite"),
        make_service_type(code="TEL", name_fr="Appel"),
    )
    luc, zoe = make_salesperson(name="Luc"), make_salesperson(name="Zoé")
    make_follow_up(customer=customer, service_type=call)
    before = choices(client.get(record(customer)))
    ServiceType.objects.filter(pk=call.pk).update(is_active=False)
    ServiceType.objects.filter(pk=visit.pk).update(name_fr='<b>&"')
    Salesperson.objects.filter(pk=luc.pk).update(is_active=False)
    Salesperson.objects.filter(pk=zoe.pk).update(name="Zoé B.")

    after = choices(client.get(record(customer)))

    assert before == {
        "service_type": ["code…", "TEL Appel", "VIS Visite"],
        "done_by": [office.username, "Luc", "Zoé"],
        "code": ["tous les codes", "TEL Appel", "VIS Visite"],
    }
    assert after == {
        "service_type": ["code…", 'VIS <b>&"'],
        "done_by": [office.username, "Zoé B."],
        "code": ["tous les codes", "TEL Appel", 'VIS <b>&"'],
    }


def test_the_menu_of_a_line_names_it_and_leads_back_as_text(office: User, signed_in: SignIn) -> None:
    odd = """<b>&"'%s"""
    follow_up = make_follow_up(service_type=make_service_type(code=odd), entered_by=office)
    way = "/suivi-visites/?q=a&at=<b>"

    page = signed_in(office).get(record(follow_up.customer), {"from": way}).content.decode()

    menu = page.split('<details class="menu follow-up-menu">')[1].split("</details>")[0]
    links = [unescape(link) for link in re.findall('href="([^"]*)"', menu)]
    assert "<b>" not in menu
    assert (
        unescape(re.findall('aria-label="([^"]*)"', menu)[0])
        == f"Actions\N{NO-BREAK SPACE}: {follow_up.happened_on} {odd}"
    )
    assert [urlsplit(link).path for link in links] == [
        reverse(f"followups:follow-up-{name}", args=[follow_up.pk]) for name in ("edit", "cancel", "detail")
    ]
    assert [parse_qs(urlsplit(link).query) for link in links] == [{"from": [way]}] * 3


def test_it_says_that_a_customer_is_inactive(office: User, signed_in: SignIn) -> None:
    client = signed_in(office)
    office.language = "en"
    office.save()

    pages = [client.get(record(make_customer(is_active=is_active))).text for is_active in (True, False)]

    assert ["Inactive customer" in page for page in pages] == [False, True]


def test_the_number_of_queries_does_not_depend_on_the_number_of_follow_ups(
    office: User, signed_in: SignIn
) -> None:
    client = signed_in(office)
    counts = []
    for lines in (1, 8):
        customer = make_customer(salesperson=make_salesperson())
        for _line in range(lines):
            make_follow_up(
                customer=customer,
                done_by=make_salesperson(),
                entered_by=office,
                next_action="Call",
                next_action_on=timezone.localdate(),
            )
        counts.append(queries_of_page(client, record(customer)))

    assert counts[0] == counts[1]


def test_r4_a_cancelled_one_stays_struck_through_with_its_reason_and_counts_nowhere(
    manager: User, signed_in: SignIn
) -> None:
    manager.language = "en"
    manager.save()
    customer, today = make_customer(), timezone.localdate()
    make_follow_up(customer=customer, note="stands", happened_on=today - 23 * DAY)
    make_follow_up(
        customer=customer,
        note="mistaken",
        next_action="Call",
        next_action_on=today - DAY,
        cancelled_at=timezone.now(),
        cancelled_by=manager,
        cancel_reason="wrong customer",
    )

    page = signed_in(manager).get(record(customer)).content.decode()

    assert page.count('<li class="follow-up-entry cancelled">') == 1
    assert f"cancelled: wrong customer ({manager})" in " ".join(page.replace("</p>", "").split())
    assert "last: 23 d ago" in page
    assert 'name="follow_up"' not in page


def test_r3_an_open_action_is_overdue_from_the_day_after_its_own(office: User, signed_in: SignIn) -> None:
    office.language = "en"
    office.save()
    customer = make_customer()
    make_follow_up(customer=customer, next_action="Call", next_action_on=datetime.date(2026, 11, 24))
    client = signed_in(office)
    said = []

    # Toronto is five hours behind UTC: at 4:59 it is still the 24th there.
    for now in ("2026-11-25T04:59:00Z", "2026-11-25T05:00:00Z"):
        with time_machine.travel(datetime.datetime.fromisoformat(now), tick=False):
            client.force_login(office)
            said.append("⚠ <strong>overdue</strong>" in client.get(record(customer)).content.decode())

    assert said == [False, True]


def test_an_empty_panel_says_what_to_do(office: User, signed_in: SignIn) -> None:
    office.language = "en"
    office.save()

    page = signed_in(office).get(record(make_customer())).content.decode()

    assert "This customer has no follow-up yet. Choose a code above, write a note and press Enter." in page
    assert "none yet" in page


def test_r2_only_active_codes_are_offered_and_history_keeps_the_others(
    office: User, signed_in: SignIn
) -> None:
    office.language = "en"
    office.save()
    customer = make_customer()
    visit = make_service_type(code="VIS", name_en="Visit", position=1)
    old = make_service_type(code="OLD", name_en="Formerly", is_active=False)
    make_follow_up(customer=customer, service_type=old)

    response = signed_in(office).get(record(customer))

    offered = list(response.context["form"]["service_type"].field.widget.choices)[1:]
    assert offered == [(visit.pk, "VIS Visit")]
    assert '<abbr title="OLD Formerly">OLD</abbr>' in response.content.decode()


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({"code": "TEL"}, ["call 4", "call 2"]),
        ({"period_from": "2026-11-02", "period_to": "2026-11-03"}, ["visit 3", "call 2"]),
        ({"code": "TEL", "period_from": "2026-11-03"}, ["call 4"]),
        ({"code": "TEL", "period_from": "2026-11-05"}, []),
    ],
)
def test_it_is_filtered_in_place_by_code_and_by_days_both_included(
    office: User, signed_in: SignIn, asked: dict[str, str], shown: list[str]
) -> None:
    customer = make_customer()
    visit, call = make_service_type(code="VIS"), make_service_type(code="TEL")
    for day, kind in [(1, visit), (2, call), (3, visit), (4, call)]:
        note = f"{'call' if kind == call else 'visit'} {day}"
        happened_on = datetime.date(2026, 11, day)
        make_follow_up(customer=customer, service_type=kind, note=note, happened_on=happened_on)
    client = signed_in(office)

    in_place = client.get(follow_ups_of(customer), asked, headers=HTMX)
    without_script = client.get(follow_ups_of(customer), asked)

    assert notes(in_place) == notes(without_script) == shown
    assert "<html" not in in_place.content.decode()
    assert "<html" in without_script.content.decode()
    assert in_place.headers["Vary"].count("HX-Request") == 1


def test_a_period_that_ends_before_it_begins_is_said(office: User, signed_in: SignIn) -> None:
    office.language = "en"
    office.save()
    customer = make_customer()
    make_follow_up(customer=customer)
    asked = {"period_from": "2026-11-02", "period_to": "2026-11-01"}

    page = signed_in(office).get(follow_ups_of(customer), asked, headers=HTMX).content.decode()

    assert "The period ends before it begins." in page


def test_all_the_follow_ups_come_fifty_to_a_page(office: User, signed_in: SignIn) -> None:
    customer, today = make_customer(), timezone.localdate()
    for n in range(53):
        make_follow_up(
            customer=customer, note=f"note {n}", happened_on=today - n * DAY, service_type=_type("VIS")
        )
    client = signed_in(office)

    pages = [client.get(follow_ups_of(customer), {"page": page, "code": "VIS"}) for page in (1, 2)]

    assert notes(pages[0]) + notes(pages[1]) == [f"note {n}" for n in range(53)]
    assert len(notes(pages[1])) == 3
    assert 'href="?page=2&amp;code=VIS"' in pages[0].content.decode()


def _type(code: str) -> Any:
    found = FollowUp.objects.filter(service_type__code=code).select_related("service_type").first()
    return found.service_type if found else make_service_type(code=code)


# Entering


def test_r1_entering_answers_the_panel_with_the_new_line_first(office: User, signed_in: SignIn) -> None:
    customer = make_customer()
    make_follow_up(customer=customer, note="before", happened_on=timezone.localdate() - DAY)

    response = enter(signed_in(office), customer, service_type=make_service_type().pk, note="just now")

    assert response.status_code == 200
    assert notes(response) == ["just now", "before"]
    assert len(messages(response)) == 1
    assert "<html" not in response.content.decode()


def test_after_entering_the_form_is_fresh_and_the_cursor_is_in_the_code(
    office: User, signed_in: SignIn
) -> None:
    sent = str(uuid.uuid4())

    response = enter(
        signed_in(office), make_customer(), service_type=make_service_type().pk, note="a", submission=sent
    )

    form = response.context["form"]
    assert not form.is_bound
    assert form["service_type"].value() is None
    assert "autofocus" in str(form["service_type"])
    assert sent not in response.content.decode()


def test_without_script_entering_goes_back_to_the_record_and_to_its_place_in_the_list(
    office: User, signed_in: SignIn
) -> None:
    customer = make_customer()
    way = {"from": "/clients/?q=a&at=place"}

    response = enter(signed_in(office), customer, script=False, service_type=make_service_type().pk, **way)

    assert response.status_code == 302
    assert response.url == f"{record(customer)}?from=%2Fclients%2F%3Fq%3Da%26at%3Dplace"
    assert FollowUp.objects.get().customer == customer


@pytest.mark.parametrize("script", [True, False])
def test_r28_bad_input_is_said_beside_it_keeps_what_was_typed_and_saves_nothing(
    office: User, signed_in: SignIn, script: bool
) -> None:
    office.language = "en"
    office.save()
    customer, service_type = make_customer(), make_service_type()
    tomorrow = (timezone.localdate() + DAY).isoformat()

    response = enter(
        signed_in(office),
        customer,
        script=script,
        service_type=service_type.pk,
        happened_on=tomorrow,
        note="kept as typed",
        next_action="Call",
        next_action_on=tomorrow,
    )

    form = response.context["form"]
    assert response.status_code == 422
    assert form.errors == {"happened_on": ["The date can't be in the future."]}
    assert "The date can&#x27;t be in the future." in response.content.decode()
    assert "autofocus" in str(form["happened_on"])
    assert [form[name].value() for name in ("happened_on", "note", "next_action", "next_action_on")] == [
        *(tomorrow, "kept as typed", "Call", tomorrow)
    ]
    assert "kept as typed</textarea>" in response.content.decode()
    assert FollowUp.objects.count() == 0


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"service_type": ""}, "service_type"),
        ({"service_type": "999999"}, "service_type"),
        ({"happened_on": "yesterday"}, "happened_on"),
        ({"happened_on": ""}, "happened_on"),
        ({"done_by": "999999"}, "done_by"),
        ({"next_action": "x" * 1001}, "next_action"),
        ({"next_action_on": "2999-01-01"}, "next_action"),
        ({"next_action": "Call"}, "next_action_on"),
        ({"submission": "not a key"}, "submission"),
    ],
)
def test_r28_each_field_says_its_own_fault(
    office: User, signed_in: SignIn, fields: dict[str, str], field: str
) -> None:
    response = enter(
        signed_in(office), make_customer(), **({"service_type": make_service_type().pk} | fields)
    )

    assert list(response.context["form"].errors) == [field]
    assert FollowUp.objects.count() == 0


def test_a_double_click_makes_one_follow_up_and_confirms_both(office: User, signed_in: SignIn) -> None:
    customer, client = make_customer(), signed_in(office)
    fields = {"service_type": make_service_type().pk, "note": "once", "submission": str(uuid.uuid4())}

    answers = [enter(client, customer, **fields) for _click in range(2)]

    assert messages(answers[0]) == messages(answers[1])
    assert [notes(answer) for answer in answers] == [["once"], ["once"]]
    assert FollowUp.objects.count() == 1


def test_an_old_form_that_was_filled_anew_can_be_sent_again(office: User, signed_in: SignIn) -> None:
    customer, client = make_customer(), signed_in(office)
    fields = {"service_type": make_service_type().pk, "submission": str(uuid.uuid4())}
    enter(client, customer, note="first", **fields)

    refused = enter(client, customer, note="second", **fields)
    fields["submission"] = refused.context["form"]["submission"].value()
    enter(client, customer, note="second", **fields)

    assert refused.status_code == 422
    assert list(FollowUp.objects.order_by("pk").values_list("note", flat=True)) == ["first", "second"]


def test_r3_the_actions_that_are_open_are_offered_and_the_ticked_ones_are_closed(
    office: User, signed_in: SignIn
) -> None:
    customer, today = make_customer(), timezone.localdate()
    later, sooner = (
        make_follow_up(customer=customer, next_action=text, next_action_on=today + days * DAY)
        for text, days in (("Later", 5), ("Sooner", 1))
    )
    make_follow_up(next_action="Of another", next_action_on=today)
    client = signed_in(office)

    offered = client.get(record(customer)).context["form"]["closes"].field.widget.choices
    enter(client, customer, service_type=make_service_type().pk, closes=[sooner.pk])

    assert [key for key, _follow_up in offered] == [sooner.pk, later.pk]
    assert list(FollowUp.objects.filter(customer=customer).with_open_action()) == [later]


def test_r3_the_representative_finds_his_name_chosen_and_the_office_its_own_shown(
    representative: User, office: User, signed_in: SignIn
) -> None:
    his_own = representative.salespeople.get()
    customer = make_customer(salesperson=his_own)

    forms = [signed_in(user).get(record(customer)).context["form"] for user in (representative, office)]

    assert f'<option value="{his_own.pk}" selected>{his_own}</option>' in str(forms[0]["done_by"])
    assert f'<option value="" selected>{office}</option>' in str(forms[1]["done_by"])


# Access


def test_r25_of_a_customer_of_another_salesperson_nothing_is_seen_entered_or_ticked(
    representative: User, signed_in: SignIn
) -> None:
    customer = make_customer(salesperson=make_salesperson())
    action = make_follow_up(
        customer=customer, note="secret", next_action="Call", next_action_on=timezone.localdate()
    )
    client = signed_in(representative)

    answers = [
        client.get(follow_ups_of(customer)),
        client.get(follow_ups_of(customer), headers=HTMX),
        enter(client, customer, service_type=action.service_type_id),
        tick(client, action),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
    assert all("secret" not in answer.content.decode() for answer in answers)
    assert list(FollowUp.objects.with_open_action()) == [action]
    assert FollowUp.objects.count() == 1


def test_r25_an_action_is_not_ticked_through_the_address_of_another_customer(
    representative: User, signed_in: SignIn
) -> None:
    his_own = make_customer(salesperson=representative.salespeople.get())
    action = make_follow_up(next_action="Call", next_action_on=timezone.localdate())
    address = reverse("followups:action-done", args=[his_own.pk])

    answers = [
        signed_in(representative).post(address, {"follow_up": key}, headers=HTMX)
        for key in (action.pk, "", "x", "9" * 30)
    ]

    assert [answer.status_code for answer in answers] == [404] * 4
    assert list(FollowUp.objects.with_open_action()) == [action]


def test_r25_who_may_not_enter_follow_ups_reads_them_only(signed_in: SignIn) -> None:
    reader = User.objects.create_user("reader")
    salesperson = make_salesperson()
    reader.salespeople.add(salesperson)
    customer = make_customer(salesperson=salesperson)
    action = make_follow_up(customer=customer, next_action="Call", next_action_on=timezone.localdate())
    client = signed_in(reader)

    page = client.get(record(customer)).content.decode()
    answers = [enter(client, customer, service_type=action.service_type_id), tick(client, action)]

    assert "Call" in page
    assert 'id="follow-up-form"' not in page
    assert 'name="follow_up"' not in page
    assert [answer.status_code for answer in answers] == [403, 403]
    assert list(FollowUp.objects.with_open_action()) == [action]


def test_r28_when_the_session_has_expired_the_browser_signs_in_and_comes_back(office: User) -> None:
    customer = make_customer()
    address = reverse("followups:follow-up-create", args=[customer.pk])
    headers = HTMX | {"Referer": f"http://testserver{record(customer)}?from=/clients/"}

    response = Client().post(address, {"note": "typed"}, headers=headers)

    back = f"{record(customer)}%3Ffrom%3D/clients/"
    assert response.headers["HX-Redirect"] == f"{reverse('login')}?next={back}"
    assert FollowUp.objects.count() == 0


@pytest.mark.parametrize("route", ["follow-up-create", "action-done"])
def test_only_a_post_changes_something(office: User, signed_in: SignIn, route: str) -> None:
    response = signed_in(office).get(reverse(f"followups:{route}", args=[make_customer().pk]))

    assert (response.status_code, response.headers["Allow"]) == (405, "POST")


# Ticking


def test_r3_an_action_is_ticked_in_the_panel(office: User, signed_in: SignIn) -> None:
    action = make_follow_up(next_action="Call", next_action_on=timezone.localdate())

    response = tick(signed_in(office), action)

    action.refresh_from_db()
    assert action.next_action_done_by == office
    assert response.context["form"].fields["closes"].widget.choices == []
    assert len(messages(response)) == 1


def test_an_action_that_is_done_already_is_said_calmly(
    office: User, manager: User, signed_in: SignIn
) -> None:
    action = make_follow_up(next_action="Call", next_action_on=timezone.localdate())
    tick(signed_in(manager), action)

    response = tick(signed_in(office), action)

    action.refresh_from_db()
    assert action.next_action_done_by == manager
    assert response.status_code == 200
    assert [message.level_tag for message in response.context["messages"]] == ["info"]
    assert str(manager) in messages(response)[0]


def test_ticking_keeps_what_the_filter_asks_for(office: User, signed_in: SignIn) -> None:
    customer = make_customer()
    call = make_service_type(code="TEL")
    action = make_follow_up(
        customer=customer,
        service_type=call,
        note="a call",
        next_action="Call",
        next_action_on=timezone.localdate(),
    )
    make_follow_up(customer=customer, note="a visit")

    response = tick(signed_in(office), action, code="TEL")

    assert notes(response) == ["a call"]


def test_without_script_ticking_goes_back_to_the_page_and_never_elsewhere(
    office: User, signed_in: SignIn
) -> None:
    customer = make_customer()
    action = make_follow_up(customer=customer, next_action="Call", next_action_on=timezone.localdate())
    page = f"{follow_ups_of(customer)}?page=2"
    client = signed_in(office)

    answers = [tick(client, action, script=False, next=to) for to in (page, "https://elsewhere.example/")]

    assert [answer.url for answer in answers] == [page, record(customer)]
