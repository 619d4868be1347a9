"""robotframework-browser, its keywords called from Python: without Robot Framework's own log."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from Browser import Browser, SelectAttribute, SupportedBrowsers
from Browser.utils.data_types import PageLoadStates

from benchmarks.fields import CHALLENGE, STEPS, Field
from benchmarks.subjects import FLAGS, PATIENCE_S, label_is


class Subject:
    """Does the jobs."""

    def __init__(self, browser: str) -> None:
        """Start the browser at this path."""
        self._library = Browser(timeout=timedelta(seconds=PATIENCE_S))
        self._library.new_browser(SupportedBrowsers.chromium, executablePath=browser, args=list(FLAGS))
        self._library.new_context(locale="es-ES")

    def begin(self, url: str) -> None:
        """Have an empty page."""
        self._library.new_page()

    def challenge(self, url: str, people: Sequence[Mapping[str, str]]) -> str:
        """Do the RPA Challenge."""
        library = self._library
        library.go_to(url, wait_until=PageLoadStates.domcontentloaded)
        library.click("#start")
        for one in people:
            for name, label in CHALLENGE.items():
                library.fill_text(label_is(label), one[name])
            library.click("input[type=submit]")
        return str(library.get_text("#rate"))

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order."""
        self._library.go_to(url, wait_until=PageLoadStates.domcontentloaded)
        for step, fields in enumerate(STEPS, start=1):
            for field in fields:
                self._write(field, order[field.name])
            self._library.click(f"#step-{step} button")
        return str(self._library.get_text("[data-testid=order-number]"))

    def _write(self, field: Field, text: str) -> None:
        place = f"#{field.name}"
        match field.kind:
            case "select":
                self._library.select_options_by(place, SelectAttribute.label, text)
            case "box" if text == "true":
                self._library.check_checkbox(place)
            case "box":
                self._library.uncheck_checkbox(place)
            case _:
                self._library.fill_text(place, text)

    def end(self) -> None:
        """Close the page."""
        self._library.close_page()

    def close(self) -> None:
        """Close the browser."""
        self._library.close_browser()
