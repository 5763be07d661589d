"""Every address, and who may use it (R25): the tests beside it walk them × roles × own and other customer."""

import re
from collections.abc import Iterator
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

from webmino.roles import Role

EVERYBODY = frozenset(Role)
EXPORTS = frozenset({Role.MANAGER, Role.ADMINISTRATOR})

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
    "par:order-list": EVERYBODY,
    "par:par-tracking": EVERYBODY,
    "par:par-tracking-items": EVERYBODY,
    "par:mobile-customer-list": EVERYBODY,
}
# Analyses of many customers: a representative sees his own; the office, those of one customer at a time.
ANALYSTS = EVERYBODY - {Role.OFFICE}
ANALYSES = {
    f"analytics:{by}": ANALYSTS
    for by in (
        *("company", "customer-list", "item-list", "salesperson-list", "route-list"),
        *("customer-category-list", "item-category-list", "city-list"),
    )
}
# Their lines, likewise.
SALE_LINES = {"analytics:line-list": EVERYBODY}
STOPPED_BUYING = {"analytics:stopped-buying": ANALYSTS}
# The analysis of one customer: another's answers 404 to a representative.
ANALYSIS_OF_A_CUSTOMER = {"analytics:customer-analysis": EVERYBODY}
WITHOUT_A_FILE = {"home", "par:mobile-customer-list"}
# Addresses of one customer: another's answers 404 to a representative.
OF_A_CUSTOMER = {
    "customers:customer-detail": EVERYBODY,
    "customers:customer-changes": EVERYBODY,
    "followups:follow-up-list": EVERYBODY,
    "par:shelf-count-list": EVERYBODY,
    "par:mobile-customer": EVERYBODY,
}
OFFICE_AND_UP = EVERYBODY - {Role.REPRESENTATIVE}
# Addresses of a customer's orders, and of one order: another's customer's answer 404 to a representative.
ORDERS_OF_A_CUSTOMER = {
    "par:customer-order-list": EVERYBODY,
    "par:order-create": OFFICE_AND_UP,
}
OF_AN_ORDER = {
    **dict.fromkeys(("par:order-detail", "par:order-pdf", "par:order-xlsx", "par:order-cancel"), EVERYBODY),
    **dict.fromkeys(("par:order-edit", "par:order-throw-away"), OFFICE_AND_UP),
}
STEPS_OF_AN_ORDER = {"par:order-confirm": OFFICE_AND_UP, "par:order-deliver": OFFICE_AND_UP}
# Making sales of an order, and taking that back: likewise, and for managers and up (R23).
INVOICING = {"analytics:order-invoice", "analytics:order-take-back"}
# Pages of a customer's items: another's answers 404 to a representative.
PAR_LISTS = {"par:par-list": EVERYBODY, "par:par-list-changes": EVERYBODY}
# Changing the list is for the office and up.
PAR_LIST_FORMS = {
    "par:par-list-add": frozenset(Role) - {Role.REPRESENTATIVE},
    "par:par-list-xlsx": frozenset(Role) - {Role.REPRESENTATIVE},
    "par:par-list-import": frozenset(Role) - {Role.REPRESENTATIVE},
}
WRITES_OF_A_CUSTOMER = {
    "followups:follow-up-create": EVERYBODY,
    "followups:action-done": EVERYBODY,
    "analytics:stopped-buying-follow-up": EVERYBODY,
}
# Parts of a page, about one customer: another's answers 404 to a representative.
PART_OF_A_CUSTOMER = {"par:par-tracking-row"}
# Addresses of one follow-up: another's customer's answers 404 to a representative.
OF_A_FOLLOW_UP = {
    "followups:follow-up-detail": EVERYBODY,
    "followups:follow-up-edit": EVERYBODY,
    "followups:follow-up-cancel": EVERYBODY,
    "followups:action-postpone": EVERYBODY,
    "par:visit-cancel": EVERYBODY,
}
# Addresses of one count, likewise; who may cancel it when is in tests/par/test_shelf_counts.py.
OF_A_COUNT = {"par:shelf-count-detail", "par:shelf-count-cancel", "par:shelf-count-restore"}
# What a representative does with a customer in the store, and sends of him.
ON_THE_ROAD = {f"par:mobile-{page}" for page in ("count", "order", "visit", "discard")}
SENT_FROM_THE_ROAD = ON_THE_ROAD | {"par:mobile-draft"}
# A visit that was sent, by its secret.
BY_SUBMISSION = {"par:mobile-recorded"}
# ... of one that was refused, which its author may put away.
REFUSED_BY_SUBMISSION = {"par:mobile-refusal-seen"}
# Visits that wait for a manager.
WAITING_VISITS = {f"par:waiting-visit-{page}" for page in ("list", "detail", "accept", "refuse")}
# Making and correcting customers is for the office and up.
CUSTOMER_FORMS = {
    "customers:customer-create": frozenset(Role) - {Role.REPRESENTATIVE},
    "customers:customer-edit": frozenset(Role) - {Role.REPRESENTATIVE},
    "customers:customer-deactivate": frozenset(Role) - {Role.REPRESENTATIVE},
    "customers:customer-reactivate": frozenset(Role) - {Role.REPRESENTATIVE},
}
# The catalogue is the same for everybody; a record names only customers whom its reader sees.
CATALOGUE = {"par:item-list": EVERYBODY, "par:item-detail": EVERYBODY} | {
    f"par:item-{action}": frozenset(Role) - {Role.REPRESENTATIVE}
    for action in ("create", "edit", "deactivate", "reactivate")
}
# Lists of many customers at once are for managers and up.
IN_BATCH = {f"par:batch-{action}" for action in ("create", "preview", "list", "detail", "undo")}
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
    "par:item-category": ("edit", "delete"),
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
