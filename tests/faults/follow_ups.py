"""Follow-ups as people enter them: a record is opened, its form is filled, and it is sent."""

import re
from dataclasses import dataclass

from tests.browsing import Answer, Person, form_of


@dataclass(frozen=True)
class Entry:
    """A filled form. Its note is its submission, so that the follow-up it makes can be found."""

    action: str
    submission: str
    fields: list[tuple[str, str]]

    def send(self, person: Person) -> Answer:
        return person.send(self.action, self.fields)


def filled_form(page: str, *, closes: int | None = None) -> Entry:
    """Fill the form of a customer's record; `closes` is the action to tick as done."""
    form = form_of(page, "follow-up-form")
    fields = dict(form.fields)
    fields["service_type"] = next(filter(None, form.offered["service_type"]))
    # A representative who acts for several salespeople says for whom.
    fields["done_by"] = fields["done_by"] or next(filter(None, form.offered["done_by"]))
    fields["note"] = fields["submission"]
    if closes:
        assert str(closes) in form.offered["closes"]
        fields["closes"] = str(closes)
    return Entry(form.action, fields["submission"], list(fields.items()))


def records_in(page: str) -> list[str]:
    """Return the addresses of the records that a list names, without the way back to it."""
    return sorted(set(re.findall(r'href="(/clients/\d+/)\?', page)))
