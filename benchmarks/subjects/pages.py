"""The two jobs on a Playwright page, as users of Playwright's synchronous interface write them."""

from collections.abc import Callable, Mapping, Sequence

from playwright.sync_api import Locator, Page

from benchmarks.fields import CHALLENGE, STEPS, Field

Place = Callable[[Page, Field], Locator]
Button = Callable[[Page, int], Locator]


def do_challenge(page: Page, url: str, people: Sequence[Mapping[str, str]]) -> str:
    """Ten rounds; each field is found by the text of the label beside it."""
    page.goto(url, wait_until="domcontentloaded")
    page.click("#start")
    for one in people:
        for name, label in CHALLENGE.items():
            page.fill(f'div:has(> label:text-is("{label}")) > input', one[name])
        page.click("input[type=submit]")
    return page.inner_text("#rate")


def do_order(page: Page, url: str, order: Mapping[str, str], place: Place, button: Button) -> str:
    """Three steps, then the button that saves."""
    page.goto(url, wait_until="domcontentloaded")
    for step, fields in enumerate(STEPS, start=1):
        for field in fields:
            write(place(page, field), field, order[field.name])
        button(page, step).click()
    return page.get_by_test_id("order-number").inner_text()


def write(place: Locator, field: Field, text: str) -> None:
    """One field, as Playwright's documentation has it."""
    match field.kind:
        case "select":
            place.select_option(label=text)
        case "box":
            place.set_checked(text == "true")
        case _:
            place.fill(text)


def by_css(page: Page, field: Field) -> Locator:
    """A field by its id."""
    return page.locator(f"#{field.name}")


def button_by_css(page: Page, step: int) -> Locator:
    """The button that ends a step, by CSS."""
    return page.locator(f"#step-{step} button")


def by_label(page: Page, field: Field) -> Locator:
    """A field by its label, as Playwright's documentation recommends."""
    return page.get_by_label(field.label, exact=True)


def button_by_role(page: Page, step: int) -> Locator:
    """The button that ends a step, by role and name."""
    return page.get_by_role("button", name="Siguiente" if step < len(STEPS) else "Guardar pedido")
