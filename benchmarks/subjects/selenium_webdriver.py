"""Selenium's own driver."""

from collections.abc import Mapping, Sequence

from selenium.webdriver import Chrome
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.expected_conditions import presence_of_element_located
from selenium.webdriver.support.select import Select
from selenium.webdriver.support.wait import WebDriverWait

from benchmarks.fields import CHALLENGE, STEPS, Field
from benchmarks.subjects import PATIENCE_S, label_is
from benchmarks.subjects.chrome import driver, options, typed_date


class Subject:
    """Does the jobs."""

    def __init__(self, browser: str) -> None:
        """Start the browser at this path."""
        self._driver = Chrome(options=options(browser), service=Service(driver()))

    def begin(self, url: str) -> None:
        """Have an empty page."""
        self._driver.get("about:blank")

    def challenge(self, url: str, people: Sequence[Mapping[str, str]]) -> str:
        """Do the RPA Challenge."""
        self._driver.get(url)
        self._driver.find_element(By.ID, "start").click()
        for one in people:
            for name, label in CHALLENGE.items():
                self._driver.find_element(By.XPATH, label_is(label)).send_keys(one[name])
            self._driver.find_element(By.CSS_SELECTOR, "input[type=submit]").click()
        return self._driver.find_element(By.ID, "rate").text

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order."""
        self._driver.get(url)
        for step, fields in enumerate(STEPS, start=1):
            for field in fields:
                self._write(field, order[field.name])
            self._driver.find_element(By.CSS_SELECTOR, f"#step-{step} button").click()
        return self._wait(By.CSS_SELECTOR, "[data-testid=order-number]").text

    def _write(self, field: Field, text: str) -> None:
        place = self._driver.find_element(By.ID, field.name)
        match field.kind:
            case "select":
                # The list may still be on its way.
                self._wait(By.XPATH, f"//select[@id='{field.name}']/option[.='{text}']")
                Select(place).select_by_visible_text(text)
            case "box":
                if place.is_selected() != (text == "true"):
                    place.click()
            case "date":
                place.send_keys(typed_date(text))
            case _:
                place.send_keys(text)

    def _wait(self, by: str, place: str) -> WebElement:
        return WebDriverWait(self._driver, PATIENCE_S, 0.02).until(presence_of_element_located((by, place)))

    def end(self) -> None:
        """Leave the page."""
        self._driver.get("about:blank")

    def close(self) -> None:
        """Close the browser."""
        self._driver.quit()
