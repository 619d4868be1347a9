"""What the subjects on Selenium share: how they start the browser, and how a date is typed into it."""

import os
import shutil

from selenium.webdriver import ChromeOptions

from benchmarks.subjects import FLAGS


def options(browser: str) -> ChromeOptions:
    """Start the browser at this path, without a window."""
    # A date's parts are typed in the order of the browser's language, which it takes from here.
    os.environ["LANGUAGE"] = "en_US"
    chosen = ChromeOptions()
    chosen.binary_location = browser
    for flag in (*FLAGS, "--headless", "--lang=en-US"):
        chosen.add_argument(flag)
    return chosen


def driver() -> str:
    """The path of chromedriver.

    Raises:
        FileNotFoundError: there is none.
    """
    found = shutil.which("chromedriver")
    if found is None:
        raise FileNotFoundError("there is no chromedriver on PATH (Debian: apt-get install chromium-driver)")
    return found


def typed_date(text: str) -> str:
    """The keys that make an ISO date in a date input: month, day, year."""
    year, month, day = text.split("-")
    return f"{month}{day}{year}"
