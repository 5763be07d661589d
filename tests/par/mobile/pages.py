"""Reading the pages of the phone, as one does without script."""

import re
from html import unescape
from typing import Any

from django.urls import reverse

from customers.models import Customer


def page(customer: Customer, name: str) -> str:
    return reverse(f"par:mobile-{name}", args=[customer.pk])


def submission_in(html: str) -> str:
    return re.findall(r'name="submission" value="([^"]+)"', html)[0]


def text_of(response: Any) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def value_of(response: Any, item: Any) -> str:
    field = re.search(rf'<input[^>]*name="quantity-{item.pk}"[^>]*>', response.content.decode())
    assert field
    value = re.search(r'value="([^"]*)"', field[0])
    return value[1] if value else ""


def names_on(response: Any) -> list[str]:
    return re.findall(r'<span class="who">([^<]+?) <small>', unescape(response.content.decode()))
