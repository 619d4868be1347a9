"""What a bot author writes: four verbs for one portal and one kind of sale."""

from abc import ABC, abstractmethod
from typing import Generic, TypeVar, get_args, get_origin

from trastienda.domain.record import Record, Reference
from trastienda.domain.sale import Sale
from trastienda.errors import WorkspaceError
from trastienda.portal.facade import Portal

SaleT = TypeVar("SaleT", bound=Sale)


class Bot(ABC, Generic[SaleT]):
    """A bot knows where things are in its portal and nothing else: it states facts, rules decide.

    The verbs run on any thread and may be called any number of times; only `enter` passes the commit point,
    once, by `portal.commit`.
    """

    @abstractmethod
    def sign_in(self, portal: Portal) -> None:
        """Sign the account in."""

    @abstractmethod
    def find(self, portal: Portal, sale: SaleT) -> list[Record]:
        """Every order that a search by the sale's keys shows, whether it is this sale or not."""

    @abstractmethod
    def enter(self, portal: Portal, sale: SaleT) -> Reference:
        """Fill the order and commit it; returns the number that the portal gave."""

    @abstractmethod
    def read(self, portal: Portal, reference: Reference) -> Record:
        """Open an order by its number and say what its page shows."""

    @classmethod
    def sale_type(cls) -> type[SaleT]:
        """The kind of sale that this bot enters: the type in `Bot[…]`.

        Raises:
            WorkspaceError: the class names none.
        """
        for base in getattr(cls, "__orig_bases__", ()):
            if get_origin(base) is Bot and isinstance(get_args(base)[0], type):
                found: type[SaleT] = get_args(base)[0]
                return found
        raise WorkspaceError(
            f"{cls.__name__} does not say which sale it enters: class {cls.__name__}(Bot[YourSale])"
        )
