"""Find the browser that the bots use, by starting it."""

from playwright.async_api import async_playwright

from trastienda.portal.browser import launch


async def working_browser() -> str:
    """Return the path or channel of the first browser that starts; raise BrowserMissing when none does."""
    async with async_playwright() as driver:
        browser, supply = await launch(driver)
        await browser.close()
        return supply.path or supply.channel or driver.chromium.executable_path
