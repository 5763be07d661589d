"""Every address × role × own and other customer (R25). An address that this file does not know fails."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from customers.models import Customer, CustomerCategory, Reassignment, Route, Salesperson, SortingGroup
from followups.models import FollowUp, ServiceType
from tests.factories import (
    make_category,
    make_customer,
    make_follow_up,
    make_reassignment,
    make_route,
    make_salesperson,
    make_saved_view,
    make_service_type,
    make_sorting_group,
    make_user,
)
from webmino.history import version_of
from webmino.models import CompanySettings, DefaultView, SavedView, User
from webmino.roles import Role

pytestmark = pytest.mark.django_db

EVERYBODY = frozenset(Role)
EXPORTS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})
OWN_NOTE, OTHER_NOTE = "note of my own customer", "note of the other customer"

PUBLIC = {"login", "logout", "language", "healthz"}
# Public by its secret, as long as nobody administers (tests/webmino/test_first_run.py).
BY_SECRET = {"first-run"}
# Pages of the whole company's lists: who may open them; a representative sees his own rows only.
LISTS = {
    "home": EVERYBODY,
    "customers:customer-list": EVERYBODY,
    "followups:visit-tracking": EVERYBODY,
    "followups:agenda": EVERYBODY,
    "followups:follow-up-journal": EVERYBODY,
    "followups:never-followed-up": EVERYBODY,
}
# Addresses of one customer: another's answers 404 to a representative.
OF_A_CUSTOMER = {
    "customers:customer-detail": EVERYBODY,
    "customers:customer-changes": EVERYBODY,
    "followups:follow-up-list": EVERYBODY,
}
WRITES_OF_A_CUSTOMER = {
    "followups:follow-up-create": EVERYBODY,
    "followups:action-done": EVERYBODY,
}
# Addresses of one follow-up: another's customer's answers 404 to a representative.
OF_A_FOLLOW_UP = {
    "followups:follow-up-detail": EVERYBODY,
    "followups:follow-up-edit": EVERYBODY,
    "followups:follow-up-cancel": EVERYBODY,
    "followups:action-postpone": EVERYBODY,
}
# Making and correcting customers is for the office and up.
CUSTOMER_FORMS = {
    "customers:customer-create": frozenset(Role) - {Role.REPRESENTATIVE},
    "customers:customer-edit": frozenset(Role) - {Role.REPRESENTATIVE},
    "customers:customer-deactivate": frozenset(Role) - {Role.REPRESENTATIVE},
    "customers:customer-reactivate": frozenset(Role) - {Role.REPRESENTATIVE},
}
REOPEN = {"followups:action-reopen"}
# Another's; one's own is in tests/followups/test_corrections.py.
RESTORE = {"followups:follow-up-restore": frozenset({Role.MANAGER, Role.ADMINISTRATOR})}
# One's own account.
ACCOUNT = {"account", "account-password"}
# One's own saved views, and those that others share: tests/webmino/test_saved_views.py has who changes which.
SAVED_VIEWS = {"saved-view-list", "saved-view-save"}
OF_A_SAVED_VIEW = {f"saved-view-{action}" for action in ("edit", "update", "delete", "default", "no-default")}
# Pages of administrators, by what they are about and what they do to one; a list is opened and added to.
ADMINISTERED = {
    "followups:service-type": ("edit", "delete", "merge", "activate", "deactivate", "up", "down"),
    "customers:salesperson": ("edit", "activate", "deactivate"),
    "customers:route": ("edit", "stops"),
    "customers:category": ("edit", "delete"),
    "customers:sorting-group": ("edit", "delete"),
    "customers:user": ("edit", "password", "activate", "deactivate", "unlock"),
}
SETTINGS = {
    f"{noun}-{action}" for noun, actions in ADMINISTERED.items() for action in ("list", "create", *actions)
}
# A reassignment is made in its preview.
SETTINGS |= {f"customers:reassignment-{action}" for action in ("list", "preview", "detail", "undo")}
SETTINGS |= {"followups:company-settings", "administration"}
POST_ONLY = {name for name in SETTINGS if re.search("-(activate|deactivate|up|down|unlock)$", name)}
# Asked before it is done: it ends his sessions.
POST_ONLY -= {"customers:user-deactivate"}


def named_addresses(resolver: Any = None, prefix: str = "") -> Iterator[str]:
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from named_addresses(pattern, prefix + space)
        elif isinstance(pattern, URLPattern):
            yield prefix + (pattern.name or repr(pattern))


def test_this_file_knows_every_address() -> None:
    of_a_customer = set(OF_A_CUSTOMER) | set(WRITES_OF_A_CUSTOMER)
    of_a_follow_up = set(OF_A_FOLLOW_UP) | REOPEN | set(RESTORE)
    of_settings = SETTINGS | ACCOUNT | SAVED_VIEWS | OF_A_SAVED_VIEW
    known = (
        PUBLIC | BY_SECRET | set(LISTS) | of_a_customer | set(CUSTOMER_FORMS) | of_a_follow_up | of_settings
    )

    assert set(named_addresses()) == known


class Company:
    """Two customers with a follow-up each, one of them the representative's."""

    def __init__(self) -> None:
        self.salesperson = make_salesperson()
        self.own = make_customer(name="Own customer", salesperson=self.salesperson)
        self.other = make_customer(name="Other customer", salesperson=make_salesperson())
        # Lists that leave out who was followed up have these.
        make_customer(name="Own customer never followed up", salesperson=self.salesperson)
        make_customer(name="Other customer never followed up", salesperson=self.other.salesperson)
        self.service_type = make_service_type()
        self.administered: dict[str, Model] = {
            "followups:service-type": self.service_type,
            "customers:salesperson": self.salesperson,
            "customers:route": make_route(),
            "customers:category": make_category(),
            "customers:sorting-group": make_sorting_group(),
            "customers:user": make_user(Role.OFFICE),
            "customers:reassignment": make_reassignment(),
        }
        for customer, note in ((self.own, OWN_NOTE), (self.other, OTHER_NOTE)):
            make_follow_up(
                customer=customer,
                note=note,
                service_type=self.service_type,
                next_action="call",
                next_action_on="2020-01-01",
            )
            Customer.objects.filter(pk=customer.pk).update(note=note)

    def user(self, role: Role) -> User:
        user = make_user(role)
        if role == Role.REPRESENTATIVE:
            user.salespeople.add(self.salesperson)
        return user

    def client(self, role: Role) -> Client:
        client = Client()
        client.force_login(self.user(role))
        return client


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture(params=list(Role))
def role(request: pytest.FixtureRequest) -> Role:
    return request.param


def address(name: str, company: Company, customer: Customer | None = None) -> str:
    """The address of that name, with the key that it needs."""
    of_a_customer = {*OF_A_CUSTOMER, *WRITES_OF_A_CUSTOMER, *CUSTOMER_FORMS} - {"customers:customer-create"}
    if name in of_a_customer:
        return reverse(name, args=[customer.pk])
    noun, _dash, action = name.rpartition("-")
    without_key = ("list", "create", "preview", "settings", "administration")
    needs_a_key = name in SETTINGS and action not in without_key
    return reverse(name, args=[company.administered[noun].pk] if needs_a_key else [])


@pytest.mark.parametrize(
    "name", sorted({*LISTS, *OF_A_CUSTOMER, *CUSTOMER_FORMS, *SETTINGS, *ACCOUNT, *SAVED_VIEWS} - POST_ONLY)
)
def test_a_stranger_is_sent_to_sign_in(company: Company, name: str) -> None:
    wanted = address(name, company, company.own)

    answer = Client().get(wanted)

    assert answer.status_code == 302
    assert answer.url == f"/connexion/?next={wanted}"


@pytest.mark.parametrize("name", sorted({*WRITES_OF_A_CUSTOMER, *CUSTOMER_FORMS, *POST_ONLY}))
def test_a_stranger_writes_nothing(company: Company, name: str) -> None:
    before = snapshot()

    answer = Client().post(address(name, company, company.own), entry(company.own, company))

    assert answer.url == "/connexion/?next=/"
    assert snapshot() == before


@pytest.mark.parametrize("name", sorted(LISTS))
def test_a_list_holds_what_its_reader_sees(company: Company, role: Role, name: str) -> None:
    page = company.client(role).get(address(name, company)).content.decode()

    assert "Own customer" in page
    assert ("Other customer" in page) == (role != Role.REPRESENTATIVE)


@pytest.mark.parametrize("name", sorted(set(LISTS) - {"home"}))
def test_a_file_is_for_who_may_take_tables_away(company: Company, role: Role, name: str) -> None:
    answer = company.client(role).get(address(name, company), {"export": "xlsx"})

    assert answer.streaming == (role in EXPORTS)
    assert answer.status_code == (200 if role in EXPORTS else 403)


@pytest.mark.parametrize("name", sorted(OF_A_CUSTOMER))
def test_a_record_is_for_who_sees_the_customer(company: Company, role: Role, name: str) -> None:
    client = company.client(role)

    own = client.get(address(name, company, company.own))
    other = client.get(address(name, company, company.other))

    assert OWN_NOTE in own.content.decode()
    assert OTHER_NOTE not in own.content.decode()
    if role == Role.REPRESENTATIVE:
        assert other.status_code == 404
        assert OTHER_NOTE not in other.content.decode()
        assert "Other customer" not in other.content.decode()
    else:
        assert OTHER_NOTE in other.content.decode()


@pytest.mark.parametrize("name", sorted(WRITES_OF_A_CUSTOMER))
def test_a_write_reaches_only_a_customer_whom_one_sees(company: Company, role: Role, name: str) -> None:
    client = company.client(role)
    before = snapshot()

    client.post(address(name, company, company.other), entry(company.other, company))
    after_other = snapshot()
    client.post(address(name, company, company.own), entry(company.own, company))

    assert (after_other == before) == (role == Role.REPRESENTATIVE)
    assert snapshot() != after_other


@pytest.mark.parametrize("name", sorted(OF_A_FOLLOW_UP))
def test_a_follow_up_is_for_who_sees_its_customer(company: Company, role: Role, name: str) -> None:
    client = company.client(role)

    own = client.get(reverse(name, args=[company.own.follow_ups.get().pk]), follow=True)
    other = client.get(reverse(name, args=[company.other.follow_ups.get().pk]), follow=True)

    assert "Own customer" in own.content.decode()
    assert ("Other customer" in other.content.decode()) == (role != Role.REPRESENTATIVE)
    assert (other.status_code == 404) == (role == Role.REPRESENTATIVE)


@pytest.mark.parametrize(
    "name", sorted({*OF_A_FOLLOW_UP, *REOPEN, *RESTORE} - {"followups:follow-up-detail"})
)
def test_a_follow_up_of_another_s_customer_is_not_written(company: Company, name: str) -> None:
    follow_up = company.other.follow_ups.get()
    if name in REOPEN:
        FollowUp.objects.update(next_action_done_at=timezone.now())
    client = company.client(Role.REPRESENTATIVE)
    before = snapshot()

    client.post(
        reverse(name, args=[follow_up.pk]),
        entry(company.other, company) | {"version": "0", "to": "2099-01-01"},
    )

    assert snapshot() == before


@pytest.mark.parametrize("role", sorted(RESTORE["followups:follow-up-restore"] ^ EVERYBODY))
def test_restoring_what_another_cancelled_is_for_managers(company: Company, role: Role) -> None:
    follow_up = company.own.follow_ups.get()
    FollowUp.objects.update(cancelled_at=timezone.now(), cancel_reason="mistake")
    client, manager = company.client(role), company.client(Role.MANAGER)
    before = snapshot()

    client.post(reverse("followups:follow-up-restore", args=[follow_up.pk]))
    refused = snapshot()
    manager.post(reverse("followups:follow-up-restore", args=[follow_up.pk]))

    assert refused == before
    assert not FollowUp.objects.get(pk=follow_up.pk).is_cancelled


@pytest.mark.parametrize("name", sorted(CUSTOMER_FORMS))
def test_customers_are_made_and_corrected_by_the_office_and_up(
    company: Company, role: Role, name: str
) -> None:
    Customer.objects.update(is_active=name != "customers:customer-reactivate")
    before = list(Customer.objects.order_by("pk").values())
    wanted = reverse(name, args=[] if name.endswith("create") else [company.own.pk])

    answer = company.client(role).post(
        wanted,
        {"number": "NEW", "name": "New customer", "language": "fr", "version": version_of(company.own)},
    )

    changed = list(Customer.objects.order_by("pk").values()) != before
    assert changed == (role in CUSTOMER_FORMS[name])
    assert (answer.status_code == 403) == (role not in CUSTOMER_FORMS[name])


def test_a_customer_whom_one_does_not_see_is_not_written_though_one_may_edit(company: Company) -> None:
    user = company.user(Role.REPRESENTATIVE)
    user.user_permissions.add(Permission.objects.get(codename="change_customer"))
    client = Client()
    client.force_login(user)
    sent = {"number": "NEW", "name": "New name", "language": "fr", "version": version_of(company.other)}
    names = sorted(set(CUSTOMER_FORMS) - {"customers:customer-create"})
    before = snapshot()

    refused = [client.post(address(name, company, company.other), sent).status_code for name in names]

    assert refused == [404, 404, 404]
    assert snapshot() == before
    sent["version"] = version_of(company.own)
    assert client.post(address("customers:customer-edit", company, company.own), sent).status_code == 302


def test_an_action_is_not_reached_through_another_customer(company: Company) -> None:
    client = company.client(Role.REPRESENTATIVE)
    before = snapshot()

    client.post(address("followups:action-done", company, company.own), entry(company.other, company))

    assert snapshot() == before


@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_settings_are_for_administrators(company: Company, role: Role, name: str) -> None:
    client = company.client(role)
    method = client.post if name in POST_ONLY else client.get

    answer = method(address(name, company))

    assert (answer.status_code == 403) == (role != Role.ADMINISTRATOR)


@pytest.mark.parametrize("name", sorted(name for name in SETTINGS if name.endswith("-delete")))
def test_who_may_change_a_row_may_not_delete_it_for_all_that(company: Company, name: str) -> None:
    noun = name.removesuffix("-delete")
    model = company.administered[noun]._meta.model_name
    user = company.user(Role.OFFICE)
    user.user_permissions.add(Permission.objects.get(codename=f"change_{model}"))
    client = Client()
    client.force_login(user)

    edited = client.get(address(f"{noun}-edit", company))
    deleted = client.post(address(name, company))

    assert (edited.status_code, deleted.status_code) == (200, 403)


@pytest.mark.parametrize("refused", sorted(EVERYBODY - {Role.ADMINISTRATOR}))
@pytest.mark.parametrize("name", sorted(SETTINGS))
def test_only_administrators_change_settings(company: Company, refused: Role, name: str) -> None:
    client = company.client(refused)
    before = snapshot()

    client.post(address(name, company), SETTING)

    assert snapshot() == before


def test_what_only_administrators_change_is_changed_by_one(company: Company) -> None:
    client = company.client(Role.ADMINISTRATOR)
    names = [name for name in SETTINGS if name.endswith(("-create", "-edit", "-password", "-settings"))]
    before = snapshot()

    unchanged = []
    for name in sorted(names):
        client.post(address(name, company), SETTING | {"code": name, "username": name.split(":")[1]})
        now = snapshot()
        unchanged += [name] if now == before else []
        before = now

    assert unchanged == []


@pytest.mark.parametrize(
    "name",
    sorted(
        {"account", "account-password", "customers:customer-create", "customers:customer-edit"}
        | {
            name
            for name in SETTINGS
            if name.endswith(("-create", "-edit", "-password", "-settings", "-stops"))
        }
    ),
)
def test_a_form_that_is_refused_is_shown_again_and_says_so_to_programs_too(
    company: Company, name: str
) -> None:
    """R28: 422, so that nobody takes a refusal for a page that was asked for."""
    company.administered["customers:route"].customers.add(company.own)
    client = company.client(Role.ADMINISTRATOR)
    before = snapshot()

    answer = client.post(
        address(name, company, company.own), {f"stop-{company.own.pk}": "", "language": "de"}
    )

    assert answer.status_code == 422
    assert 'class="invalid-feedback' in answer.text
    assert snapshot() == before


def test_an_account_is_everybodys_and_shows_ones_own_name(company: Company, role: Role) -> None:
    client = company.client(role)
    name = User.objects.latest("pk").username

    pages = [client.get(address(wanted, company)).text for wanted in sorted(ACCOUNT)]

    assert [f"<summary>{name}</summary>" in page for page in pages] == [True, True]


@pytest.mark.parametrize("name", sorted(OF_A_SAVED_VIEW))
def test_a_view_that_another_keeps_for_himself_is_neither_seen_nor_written(
    company: Company, role: Role, name: str
) -> None:
    view = make_saved_view(owner=make_user(Role.MANAGER), name="Secret")
    sent = {"name": "Written", "from": "/suivi-visites/?q=written"}
    client = company.client(role)
    before = snapshot()

    read = client.get(reverse(name, args=[view.pk]))
    written = client.post(reverse(name, args=[view.pk]), sent)

    assert "Secret" not in read.content.decode()
    assert written.status_code == 404
    assert snapshot() == before


def test_a_list_of_views_has_ones_own_and_shared_ones(company: Company, role: Role) -> None:
    user = company.user(role)
    make_saved_view(owner=user, name="Own view")
    make_saved_view(owner=make_user(Role.MANAGER), name="Shared view", is_shared=True)
    make_saved_view(owner=make_user(Role.MANAGER), name="Secret view")
    client = Client()
    client.force_login(user)

    page = client.get(reverse("saved-view-list")).content.decode()

    assert [name in page for name in ("Own view", "Shared view", "Secret view")] == [True, True, False]


def snapshot() -> list[Any]:
    """Everything that these addresses can write."""
    lists = (Salesperson, Route, CustomerCategory, SortingGroup, ServiceType)
    models = (FollowUp, User, Customer, Reassignment, CompanySettings, SavedView, DefaultView, *lists)
    groups = User.groups.through.objects.order_by("pk").values()
    return [*groups, *(row for model in models for row in model.objects.order_by("pk").values())]


# What the forms of the administration send, together.
SETTING = {
    "code": "NEW",
    "name": "Nouveau",
    "name_fr": "Nouveau",
    "name_en": "New",
    "channel": "visit",
    "position": "3",
    "username": "new",
    "language": "en",
    "role": "manager",
    "password1": "un lac gelé",
    "password2": "un lac gelé",
    "new_password1": "un lac gelé",
    "new_password2": "un lac gelé",
    "time_zone": "America/Halifax",
    "fiscal_year_month": "4",
    "delivery_days": "3",
}


def entry(customer: Customer, company: Company) -> dict[str, str]:
    """What the panel of the customer's record sends, for either of its forms."""
    return {
        "submission": f"00000000-0000-4000-8000-{customer.pk:012}",
        "service_type": str(company.service_type.pk),
        "happened_on": "2020-01-02",
        "done_by": str(company.salesperson.pk),
        "note": "written",
        "follow_up": str(customer.follow_ups.get().pk),
        "reason": "written",
    }
