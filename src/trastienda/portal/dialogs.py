"""Answer the portal's JavaScript dialogs, and remember what they said."""

from collections.abc import Callable
from dataclasses import dataclass

from loguru import logger
from playwright.async_api import Dialog, Error, Page

from trastienda.domain.case import Reason
from trastienda.domain.facts import Answer, PortalFacts
from trastienda.errors import BusinessException


@dataclass(frozen=True, slots=True)
class Met:
    """A dialog that came: its kind with its words, and the answer that was declared for it."""

    said: str
    declared: Answer | None


class Dialogs:
    """The dialogs of one page and its windows: a declared one gets its answer, any other one is dismissed at once.

    Attributes:
        met: all of them, oldest first.
        said: what those said that nobody declared, since the last `check`.
        asked: called when one of those was a question: our "no" may have stopped what was under way.
    """

    def __init__(self, page: Page, facts: PortalFacts) -> None:
        """Answer from now on, as the portal's facts declare it."""
        self._facts = facts
        self.met: list[Met] = []
        self.said: list[str] = []
        self.asked: Callable[[], None] = lambda: None
        # A window may open a dialog before anybody could listen to the window itself.
        self._context = page.context
        self._context.on("dialog", self._answer)

    def leave(self) -> None:
        """Answer no more."""
        self._context.remove_listener("dialog", self._answer)

    def check(self) -> None:
        """Say that there was a dialog that nobody declared; once.

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
            declared = self._facts.answer_to(dialog.message)
            said = f"{dialog.type} «{' '.join(dialog.message.split())[:300]}»"
            self.met.append(Met(said, declared))
            if declared is not None:
                logger.info("the portal opened a declared dialog ({}): {}", dialog.type, declared.value)
                await (dialog.accept() if declared is Answer.ACCEPT else dialog.dismiss())
                return
            # Its text may name a customer: for the case, not for the log.
            logger.warning("the portal opened a dialog ({}), dismissed", dialog.type)
            self.said.append(said)
            await dialog.dismiss()
            if dialog.type != "alert":
                self.asked()
        except Error as gone:
            logger.debug("the dialog went with its page: {}", type(gone).__name__)
