"""The one tree of errors.

TrastiendaError
├── WorkspaceError           the call or the workspace is wrong; nothing was touched        (exit 2)
│   ├── BookError            a selector book is wrong: file, line, nearest known name
│   ├── IntakeError          a whole file of sales cannot be read
│   └── SchemaError          the database is older or newer than this program
├── NotAllowed               a person may not do this: separation of duties                  (exit 3)
├── Stale                    somebody else moved it first: look again                        (exit 4)
│   └── Unreconciled         the database is older than what was done with it: sweep the portal first
├── BusinessException        the data or a rule is the trouble: retrying cannot help, a person decides
│   └── PortalRefused        the portal's own refusal, with the form still there
├── ApplicationException     the portal or the machine is the trouble and nothing was sent: retry     (exit 1)
│   ├── SessionExpired       the portal asks for a sign-in: sign in again within the attempt
│   ├── UnderMaintenance     the portal says that it is closed: it is paused, no item pays for it
│   ├── SignInRefused        wrong password or locked account: stop after one try
│   └── BrowserMissing       no browser was found or it does not start
├── DatabaseAway             the database cannot be used now: its rows say how far everything came
├── OutcomeUnknown           the commit point may have been passed: never press again without a look
└── Rehearsed                a rehearsal reached the commit point and stopped there, as asked
"""

from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping


class TrastiendaError(Exception):
    """Base of all errors raised on purpose; its text says where, what was seen and the next step."""


class WorkspaceError(TrastiendaError):
    """The call or the workspace is wrong. Catch it where a person can correct their input."""


class BookError(WorkspaceError):
    """A selector book is wrong. Catch it like `WorkspaceError`; the text names file and line."""


class IntakeError(WorkspaceError):
    """A whole file of sales cannot be read. Catch it to put the file aside; no row was taken in."""


class SchemaError(WorkspaceError):
    """The database's schema does not fit this program. Never catch it to go on."""


class NotAllowed(TrastiendaError):
    """A person may not do this. Catch it at the door (CLI, list) and show it; nothing was changed."""


class Stale(TrastiendaError):
    """What the caller looked at has changed since. Catch it to look again; nothing was changed."""


class Unreconciled(Stale):
    """The database is older than what this workspace did with it. Catch it nowhere: a sweep reconciles."""


class BusinessException(TrastiendaError):
    """The data or a rule is the trouble. The pipeline turns it into a case; a bot never catches it.

    Args:
        reason: a `trastienda.domain.case.Reason` value, as its text.
        about: name → element of the selector book that it is about: the picture of the page outlines it.
        detail: names and texts that complete the reason's sentence.
    """

    def __init__(self, reason: str, *, about: "Mapping[str, Any] | None" = None, **detail: str) -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason
        self.about: Mapping[str, Any] = about or {}
        self.detail: Mapping[str, str] = detail


class PortalRefused(BusinessException):
    """The portal itself refused the order: nothing was saved and the form is still there."""


class ApplicationException(TrastiendaError):
    """The portal or the machine is the trouble and nothing was sent. The pipeline tries again later."""


class SessionExpired(ApplicationException):
    """The portal asks for a sign-in. The session signs in again once within the same attempt."""


class UnderMaintenance(ApplicationException):
    """The portal says that it is closed for now. The portal is paused, and the try does not count."""


class SignInRefused(ApplicationException):
    """The portal refused the credentials. Never tried twice: the account is paused."""


class BrowserMissing(ApplicationException):
    """No browser was found, or the one found does not start."""


class DatabaseAway(TrastiendaError):
    """The database cannot be used now. Catch it where the work goes on for days, to wait until it answers.

    Where it was lost while a transaction was committed, only a look at the rows tells whether it was.
    """


class OutcomeUnknown(TrastiendaError):
    """The commit point may have been passed and nobody knows. The pipeline makes the item uncertain.

    Args:
        message: what happened, without a word of the portal's: it may stand in a log.
        said: the portal's own words, for the case: they may name a customer.
        said_success: whether a page said that the order was saved (then it is never sent again).
    """

    def __init__(self, message: str, *, said: str = "", said_success: bool = False) -> None:
        super().__init__(f"{message}: «{said}»" if said else message)
        self.without_words = message
        self.said_success = said_success


class Rehearsed(TrastiendaError):
    """A rehearsal reached the commit point: everything was filled and read back, nothing was sent."""


def did_you_mean(name: str, known: "Iterable[str]") -> str:
    """The tail of a message about an unknown name: the nearest known one, or the list of them."""
    names = sorted(known)
    close = get_close_matches(name, names, n=1)
    if close:
        return f" Did you mean '{close[0]}'?"
    return f" Known: {', '.join(names)}." if names else ""
