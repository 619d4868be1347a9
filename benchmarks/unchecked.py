"""Enter sales into the demo portal as a plain script does: `python -m benchmarks.unchecked BROWSER URL ACCOUNT SALES`.

It goes the way that our program goes (search, three steps, the order's page, search) by Playwright, field by label, in
one page for all orders. It compares nothing, reads nothing back, keeps no evidence, and writes nothing down: what our
program uses beyond it is what that costs. Prints a line of JSON: orders, wall and CPU time an order.
"""

import json
import os
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from benchmarks.crew import cpu_ms, tree_of
from benchmarks.subjects.playwright_browser import PlaywrightBrowser
from tests.support.workplace import PASSWORD
from trastienda import Sale
from trastienda.portal.book import Book

Step = dict[str, str | bool]
"""Label → what is typed, chosen or ticked."""

STEPS = ("holder", "line", "documents")
CHOSEN = ("Tecnología", "Tarifa")
BY_ADDRESS = ("Dirección de instalación", "Provincia")
"""A field that the portal looks up when it is left, and the one that it fills then."""

DOCUMENT = "DNI / NIE / CIF"
WARM = 2
"""So many orders are entered before the clock runs."""


def steps_of(sale: Sale, book: Book) -> list[Step]:
    """What is written into each step of the portal's form."""
    return [
        {
            str(field.label): _text(getattr(sale, name))
            for name, field in book.form(step).items()
            if not field.by_page
        }
        for step in STEPS
    ]


def _text(value: Any) -> str | bool:
    if isinstance(value, bool):
        return value
    return str(value.shown("es")) if hasattr(value, "shown") else str(value)


def main() -> None:
    """Enter them all, and say what the last ones took."""
    browser, url, account, path = sys.argv[1:]
    sales: list[list[Step]] = json.loads(Path(path).read_text(encoding="utf-8"))
    tool = PlaywrightBrowser(browser)
    tool.begin(url)
    _sign_in(tool.page, url, account)
    for sale in sales[:WARM]:
        _enter(tool.page, url, sale)
    began, used = time.perf_counter(), cpu_ms(tree_of(os.getpid()))
    for sale in sales[WARM:]:
        _enter(tool.page, url, sale)
    wall, cpu = (time.perf_counter() - began) * 1000, cpu_ms(tree_of(os.getpid())) - used
    tool.close()
    number = len(sales) - WARM
    sys.stdout.write(json.dumps({"n": number, "wall_ms": wall / number, "cpu_ms": cpu / number}) + "\n")


def _sign_in(page: Page, url: str, account: str) -> None:
    page.goto(f"{url}/login")
    page.get_by_label("Usuario").fill(account)
    page.get_by_label("Contraseña").fill(PASSWORD)
    page.get_by_role("button", name="Entrar").click()
    _wait_for_page(page)


def _enter(page: Page, url: str, steps: Sequence[Step]) -> None:
    search = f"{url}/pedidos?q={steps[0][DOCUMENT]}"
    _open(page, search)
    _open(page, f"{url}/pedidos/nuevo")
    for step in steps[:-1]:
        _write(page, step)
        page.get_by_role("button", name="Siguiente").click()
    _write(page, steps[-1])
    page.get_by_role("button", name="Guardar pedido").click()
    number = page.get_by_test_id("numero-pedido").inner_text()
    _open(page, f"{url}/pedidos/{number}")
    _open(page, search)


def _open(page: Page, url: str) -> None:
    page.goto(url, wait_until="domcontentloaded")
    _wait_for_page(page)


def _wait_for_page(page: Page) -> None:
    page.get_by_role("button", name="Cerrar sesión").wait_for()


def _write(page: Page, step: Step) -> None:
    address, province = BY_ADDRESS
    for label, content in step.items():
        field = page.get_by_label(label)
        if isinstance(content, bool):
            field.set_checked(content)
        elif label in CHOSEN:
            field.select_option(label=content)
        else:
            field.fill(content)
        if label == address:
            field.press("Tab")
            expect(page.get_by_label(province)).to_have_value(re.compile("."))


if __name__ == "__main__":
    main()
