"""RPA.Browser.Selenium of rpaframework, its keywords called from Python."""

from collections.abc import Mapping, Sequence

from RPA.Browser.Selenium import Selenium

from benchmarks.fields import CHALLENGE, STEPS, Field
from benchmarks.subjects import PATIENCE_S, label_is
from benchmarks.subjects.chrome import driver, options, typed_date


class Subject:
    """Does the jobs."""

    def __init__(self, browser: str) -> None:
        """Start the browser at this path."""
        self._library = Selenium()
        # Not `open_available_browser`: it does not know the version of a browser in another place.
        self._library.open_browser(
            "about:blank", "chrome", options=options(browser), service=f"executable_path='{driver()}'"
        )

    def begin(self, url: str) -> None:
        """Have an empty page."""
        self._library.go_to("about:blank")

    def challenge(self, url: str, people: Sequence[Mapping[str, str]]) -> str:
        """Do the RPA Challenge."""
        library = self._library
        library.go_to(url)
        library.click_button("id:start")
        for one in people:
            for name, label in CHALLENGE.items():
                library.input_text(f"xpath:{label_is(label)}", one[name])
            library.click_button("css:input[type=submit]")
        library.wait_until_element_is_visible("id:rate", timeout=PATIENCE_S)
        return str(library.get_text("id:rate"))

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order."""
        self._library.go_to(url)
        for step, fields in enumerate(STEPS, start=1):
            for field in fields:
                self._write(field, order[field.name])
            self._library.click_button(f"css:#step-{step} button")
        self._library.wait_until_element_is_visible("css:[data-testid=order-number]", timeout=PATIENCE_S)
        return str(self._library.get_text("css:[data-testid=order-number]"))

    def _write(self, field: Field, text: str) -> None:
        place = f"id:{field.name}"
        match field.kind:
            case "select":
                # The list may still be on its way.
                self._library.wait_until_page_contains_element(
                    f"xpath://select[@id='{field.name}']/option[.='{text}']", timeout=PATIENCE_S
                )
                self._library.select_from_list_by_label(place, text)
            case "box" if text == "true":
                self._library.select_checkbox(place)
            case "box":
                self._library.unselect_checkbox(place)
            case "date":
                self._library.input_text(place, typed_date(text), clear=False)
            case _:
                self._library.input_text(place, text)

    def end(self) -> None:
        """Leave the page."""
        self._library.go_to("about:blank")

    def close(self) -> None:
        """Close the browser."""
        self._library.close_all_browsers()
