"""A visit of the road that is sent many times at the same moment to a real server is recorded once (R18)."""

import re
from concurrent.futures import ThreadPoolExecutor

from tests.browsing import Answer, Person, form_of
from tests.faults.installations import Installation

SENDERS = 8


def test_r18_an_order_sent_by_eight_requests_at_once_is_one(installation: Installation) -> None:
    installation.serve()
    person = installation.person(role="representative")
    customer, fields = order_of(person, note="envoyé huit fois")
    senders = [copy_of(person) for _ in range(SENDERS)]

    with ThreadPoolExecutor(SENDERS) as pool:
        answers = list(pool.map(lambda sender: sender.send(f"/mobile/{customer}/commande/", fields), senders))

    submission = dict(fields)["submission"]
    confirmation = f"/mobile/visites/{submission}/"
    assert [(answer.status, place_of(answer)) for answer in answers] == [(302, confirmation)] * SENDERS
    made = installation.query(
        "SELECT one.submission::text, count(*), count(orders.id), count(counts.id)"
        " FROM followups_followup AS one"
        " LEFT JOIN par_order AS orders ON orders.follow_up_id = one.id"
        " LEFT JOIN par_shelfcount AS counts ON counts.follow_up_id = one.id"
        " WHERE one.note = 'envoyé huit fois' GROUP BY one.submission"
    )
    assert made == [(submission, 1, 1, 1)]
    pages = {sender.get(confirmation).text.count("envoyé huit fois") for sender in senders}
    assert pages == {1}


def order_of(person: Person, *, note: str) -> tuple[str, list[tuple[str, str]]]:
    """Count 0 of the first item of a customer's list, and return who it is and the order filled for him."""
    for customer in re.findall(r'href="/mobile/(\d+)/"', person.get("/mobile/").text):
        count = form_of(person.get(f"/mobile/{customer}/releve/").text, "phone-count")
        items = [name for name, _value in count.fields if name.startswith("quantity-")]
        if items:
            typed = dict(count.fields) | {items[0]: "0", "then": "order"}
            person.send(count.action, list(typed.items()))
            order = form_of(person.get(f"/mobile/{customer}/commande/").text, "phone-order")
            return customer, list((dict(order.fields) | {items[0]: "6", "note": note}).items())
    raise AssertionError("No customer of this representative has specific items.")


def copy_of(person: Person) -> Person:
    other = Person(f"http://{person.host}", "")
    other.cookies = dict(person.cookies)
    return other


def place_of(answer: Answer) -> str | None:
    return answer.headers["Location"]
