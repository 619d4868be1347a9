"""Answer the portal's JavaScript dialogs, and remember what they said."""

from collections.abc import Callable

from loguru import logger
from playwright.async_api import Dialog, Error, Page

from trastienda.domain.case import Reason
from trastienda.errors import BusinessException


class Dialogs:
    """The dialogs of one page: each is dismissed at once, since nobody declared an answer.

    Attributes:
        said: what they said, oldest first.
        asked: called when one was a question: its "no" may have stopped what was under way.
    """

    def __init__(self, page: Page) -> None:
        """Answer from now on."""
        self.said: list[str] = []
        self.asked: Callable[[], None] = lambda: None
        page.on("dialog", self._answer)

    def check(self) -> None:
        """Say that there was a dialog; once.

        Raises:
            BusinessException: there was one since the last time.
        """
        if self.said:
            said, self.said = self.said, []
            raise BusinessException(Reason.PAGE_CHANGED, what=f"{' '.join(said)}.")

    async def _answer(self, dialog: Dialog) -> None:
        try:
            if dialog.type == "beforeunload":
                # Only asks whether to leave the page; whoever opens another one wants to.
                await dialog.accept()
                return
            # Its text may name a customer: for the case, not for the log.
            logger.warning("the portal opened a dialog ({}), dismissed", dialog.type)
            self.said.append(f"{dialog.type} «{' '.join(dialog.message.split())[:300]}»")
            await dialog.dismiss()
            if dialog.type != "alert":
                self.asked()
        except Error as gone:
            logger.debug("the dialog went with its page: {}", type(gone).__name__)
