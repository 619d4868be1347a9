"""The floor: one script in the page writes everything and looks at nothing; no tool can be faster."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.fields import CHALLENGE, STEPS
from benchmarks.subjects.playwright_browser import PlaywrightBrowser

SCRIPT = (Path(__file__).parent / "floor.js").read_text(encoding="utf-8")


class Subject(PlaywrightBrowser):
    """Does the jobs."""

    def challenge(self, url: str, people: Sequence[Mapping[str, str]]) -> str:
        """Do the RPA Challenge."""
        self.page.goto(url, wait_until="domcontentloaded")
        rounds = [[[CHALLENGE[name], text] for name, text in one.items()] for one in people]
        self.page.evaluate(f"async rounds => {{ {SCRIPT}; await challenge(rounds); }}", rounds)
        return self.page.inner_text("#rate")

    def order(self, url: str, order: Mapping[str, str], number: int) -> str:
        """Enter an order."""
        self.page.goto(url, wait_until="domcontentloaded")
        steps = [[[field.name, order[field.name]] for field in fields] for fields in STEPS]
        self.page.evaluate(f"async steps => {{ {SCRIPT}; await order(steps); }}", steps)
        return self.page.get_by_test_id("order-number").inner_text()
