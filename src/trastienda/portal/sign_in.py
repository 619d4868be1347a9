"""Sign an account in, once."""

from typing import Protocol

from playwright.async_api import Page
from pydantic import SecretStr

from trastienda.errors import ApplicationException, SignInRefused, UnderMaintenance
from trastienda.portal.book import Book
from trastienda.portal.dialogs import Dialogs
from trastienda.portal.pages import first_of, only, text_of


class Credentials(Protocol):
    """How a session gets user and password, at the moment when they are typed."""

    def __call__(self) -> tuple[str, SecretStr]:
        """User and password."""
        ...


async def fill_sign_in(
    page: Page, book: Book, credentials: Credentials, dialogs: Dialogs, *, account: str, timeout_s: float
) -> None:
    """Fill in the sign-in page that is shown, send it, and check that it worked.

    Args:
        page: the page.
        book: where its fields are, and what a signed-in session shows.
        credentials: asked only when the fields are there.
        dialogs: what the portal says in dialogs; one that nobody declared is a refusal here.
        account: the account's name, for messages.
        timeout_s: how long the portal may take.

    Raises:
        SignInRefused: the portal refused it, in its words.
        UnderMaintenance: the portal says instead that it is closed.
        BusinessException: the page is not the sign-in page of the book.
        ApplicationException: nothing known came in time.
    """
    places = book.sign_in
    user_place = await only(page, places.user, "sign_in.user", timeout_s=timeout_s)
    password_place = await only(page, places.password, "sign_in.password", timeout_s=timeout_s)
    submit = await only(page, places.submit, "sign_in.submit", timeout_s=timeout_s)
    user, password = credentials()
    await user_place.fill(user)
    await password_place.fill(password.get_secret_value())
    await submit.click()
    outcomes = {"signed_in": book.signed_in, **book.closed, "refused": places.refused}
    seen = await first_of(page, outcomes, timeout_s=timeout_s)
    if seen == "signed_in":
        return
    if seen == "maintenance":
        raise UnderMaintenance("the portal is closed for maintenance")
    said = [await text_of(page, places.refused, timeout_s=timeout_s)] if seen else dialogs.said
    if said:
        raise SignInRefused(f"the portal refused the sign-in of account '{account}': {' '.join(said)}")
    raise ApplicationException("the sign-in led to no page that is known")
