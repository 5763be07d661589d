"""The items of a visit as HTML: in a template, twenty of them took longer than all the rest of the page."""

from collections.abc import Iterable
from html import escape
from urllib.parse import quote

from django.urls import reverse
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from customers.models import Customer
from par.forms.mobile import PhoneLine
from par.wording import amount_in_words, price_in_words, quantity_in_words, suggestion_in_words


class CountLines:
    """The lines of a count: each item with its PAR, its quantity between − and +, and what to order."""

    def __init__(self, customer: Customer, page: str) -> None:
        """Draw lines for the page at the path `page`, to which the analysis of an item leads back."""
        self._analysis = reverse("analytics:customer-analysis", args=[customer.pk])
        self._way_back = quote(page, safe="")
        self._analysis_label = gettext("Analysis of %(item)s")
        self._analysis_word = escape(gettext("Analysis"))
        self._par = gettext("PAR %(par)s")
        self._taken_off = escape(gettext("taken off the list"))
        self._less, self._more = gettext("One less: %(item)s"), gettext("One more: %(item)s")

    def drawn(self, lines: Iterable[PhoneLine]) -> SafeString:
        return mark_safe("\n".join(map(self._line, lines)))  # noqa: S308 - escaped below

    def _line(self, line: PhoneLine) -> str:
        field, item = line.quantity, line.item
        faulty = " faulty" if field.errors else ""
        unit = f" · {escape(item.unit)}" if item.unit else ""
        suggested = escape(suggestion_in_words(line.sheet.suggestion)) if line.sheet else ""
        hidden = "" if line.is_questioned else " hidden"
        said = "".join(f"{conditional_escape(str(error))} " for error in field.errors)
        return f"""
  <li class="phone-line{faulty}" data-item="{item.pk}"{self._attributes(line)}>
    <label for="{field.id_for_label}">{escape(item.name)} <small>{escape(item.code)}{unit}</small></label>
    <div class="phone-entry">
      <span class="phone-par">{self._beside(line)} {self._link(line)}</span>
      <span class="stepper">{self._stepper(line)}</span>
    </div>
    {"" if line.before is None else line.before}
    <div class="phone-sum">
      <p class="suggestion" data-suggestion>{suggested}</p>
      {self._sum(line)}
    </div>
    <p class="invalid-feedback" id="{field.id_for_label}_error" role="alert" data-fault>{said}</p>
    <label class="sure"{hidden}>{line.sure} {escape(str(line.sure.label))}</label>
  </li>"""

    def _attributes(self, line: PhoneLine) -> str:
        """What the script of the page is told of the line."""
        gone = "" if line.sheet else " data-gone"
        return gone if line.limit is None else f'{gone} data-limit="{line.limit}"'

    def _beside(self, line: PhoneLine) -> str:
        """Its PAR; that it has none any more."""
        if line.sheet:
            return self._par % {"par": escape(quantity_in_words(line.sheet.par))}
        return f"<small>{self._taken_off}</small>"

    def _link(self, line: PhoneLine) -> str:
        """The way to the analysis of the item."""
        address = f"{self._analysis}?item={quote(line.item.code, safe='')}&amp;from={self._way_back}"
        label = self._analysis_label % {"item": escape(line.item.name)}
        return f'<a class="phone-analysis" href="{address}" aria-label="{label}">{self._analysis_word}</a>'

    def _stepper(self, line: PhoneLine) -> str:
        """The quantity between − and +, which the script shows."""
        step, less, more = self._steps(line)
        item = {"item": escape(line.item.name)}
        return (
            f'<button type="button" data-step="-{step}" aria-label="{less % item}" hidden>−</button>'
            f" {line.quantity} "
            f'<button type="button" data-step="{step}" aria-label="{more % item}" hidden>+</button>'
        )

    def _steps(self, line: PhoneLine) -> tuple[int, str, str]:
        """The units of a step, and what − and + say."""
        return 1, self._less, self._more

    def _sum(self, line: PhoneLine) -> str:
        """What the line comes to; nothing in a count."""
        return ""


class OrderLines(CountLines):
    """The lines of an order, which have prices and amounts, and go by cases."""

    def __init__(self, customer: Customer, page: str) -> None:
        super().__init__(customer, page)
        self._no_price = escape(gettext("no price"))
        self._case_less = gettext("One case less: %(item)s")
        self._case_more = gettext("One case more: %(item)s")

    def _attributes(self, line: PhoneLine) -> str:
        asked = line.asked.price
        return f'{super()._attributes(line)} data-asked="{"" if asked is None else asked}"'

    def _beside(self, line: PhoneLine) -> str:
        par = super()._beside(line) if line.sheet else ""
        asked = line.asked.price
        return f"{par} <small>{self._no_price if asked is None else escape(price_in_words(asked))}</small>"

    def _steps(self, line: PhoneLine) -> tuple[int, str, str]:
        if line.item.pack_size > 1:
            return line.item.pack_size, self._case_less, self._case_more
        return line.item.pack_size, self._less, self._more

    def _sum(self, line: PhoneLine) -> str:
        amount = escape(amount_in_words(line.asked.amount)) if line.asked.quantity else ""
        return f'<p class="line-amount" data-amount>{amount}</p>'
