"""What is too small for a thumb."""

from playwright.sync_api import Page

# Pixels, less what rounding takes.
SMALL = """() => [...document.querySelectorAll(
        "main :is(a, button, input, select, textarea, summary), header :is(a, button, input, summary)"
    )]
    .filter((target) => target.type !== "hidden" && target.checkVisibility({ visibilityProperty: true }))
    .filter((target) => !target.closest(".visually-hidden, .follow-up-panel"))
    .map((target) => [target, [target, ...(target.labels ?? [])].map((part) => part.getBoundingClientRect())])
    .filter(([, boxes]) => !boxes.some((box) => box.height >= 43.5 && box.width >= 43.5))
    .map(([target, [box]]) => `${target.outerHTML.slice(0, 80)}: ${box.width} x ${box.height}`)"""
OPEN = "() => document.querySelectorAll('main details').forEach((details) => (details.open = true))"


def small_targets(page: Page) -> list[str]:
    """Links, buttons and fields that are less than 44 pixels high or wide, in what is folded too.

    A field may be pressed by its label.
    """
    page.evaluate(OPEN)
    return page.evaluate(SMALL)
