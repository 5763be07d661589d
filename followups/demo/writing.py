"""Writes the notes of one customer's follow-ups so that they fit him and seldom repeat."""

import datetime
from random import Random

from customers.demo.filling import contact_of
from customers.models import Customer
from followups.demo import notes, words

# By category: which products the customer buys, and which notes fit him, see `notes.NOTES`.
KINDS = {
    "EPI": ("store", ("all", "merchant", "store")),
    "DEP": ("store", ("all", "merchant", "store")),
    "RES": ("restaurant", ("all", "merchant", "kitchen")),
    "BOU": ("bakery", ("all", "merchant", "bakery")),
    "CAN": ("snack_bar", ("all", "merchant", "kitchen")),
    "RPA": ("collective", ("all", "collective")),
    "CPE": ("collective", ("all", "collective")),
}
WITHOUT_CATEGORY = ("restaurant", ("all",))
WITHOUT_NOTE = 1 / 3
IN_ENGLISH = 0.5  # of the notes about a customer who speaks English


class Notebook:
    """The pen of whoever follows one customer."""

    def __init__(self, random: Random, customer: Customer) -> None:
        self.random = random
        self.customer = customer
        code = customer.category.code if customer.category else ""
        self.products, self.audiences = KINDS.get(code, WITHOUT_CATEGORY)
        self.decks: dict[tuple[str, str], list[str]] = {}
        self.months_told: set[tuple[int, int]] = set()

    def note(self, code: str, day: datetime.date) -> str:
        """Return a note for a contact with that code on that day; one in three is empty."""
        if self.random.random() < WITHOUT_NOTE:
            return ""
        of_month = self.note_of_month(code, day)
        if of_month:
            return self.complete(of_month, code)
        in_english = self.customer.language == "en" and self.random.random() < IN_ENGLISH
        if in_english and code in notes.NOTES_IN_ENGLISH:
            return self.complete(self.draw(code, "en", notes.NOTES_IN_ENGLISH[code]), code)
        by_audience = notes.NOTES[code]
        fit = tuple(text for audience in self.audiences for text in by_audience.get(audience, ()))
        return self.complete(self.draw(code, "fr", fit), code) if fit else ""

    def note_of_month(self, code: str, day: datetime.date) -> str:
        """Return, seldom and once a month, what merchants say at that time of the year; else ""."""
        month = (day.year, day.month)
        tells = code in ("VIS", "CMD") and day.month in notes.NOTES_OF_MONTH and "merchant" in self.audiences
        if not tells or month in self.months_told or self.random.random() > 0.2:
            return ""
        self.months_told.add(month)
        return self.random.choice(notes.NOTES_OF_MONTH[day.month])

    def task(self, code: str) -> words.Task | None:
        """Return something to do after a contact with that code; None when that code leaves nothing."""
        fit = [task for task in words.TASKS if task.code == code]
        if not fit:
            return None
        task = self.random.choice(fit)
        fields = self.fields(code)
        return words.Task(code, task.note.format(**fields), task.action.format(**fields))

    def draw(self, code: str, language: str, texts: tuple[str, ...]) -> str:
        """Return one of the texts, each of them once before any comes again."""
        deck = self.decks.setdefault((code, language), [])
        if not deck:
            deck.extend(self.random.sample(texts, len(texts)))
        return deck.pop()

    def complete(self, text: str, code: str) -> str:
        text = text.format(**self.fields(code))
        return text[0].upper() + text[1:]

    def fields(self, code: str) -> dict[str, object]:
        """Return what a text may name."""
        tasting = code == "DEM" and self.products == "store"
        item, other = self.random.sample(words.ITEMS["tasting" if tasting else self.products], 2)
        n = self.random.randint(3, 12)
        return {
            "contact": contact_of(self.customer),
            "item": item,
            "other": other,
            "n": n,
            "m": self.random.randint(2, n - 1),
        }
