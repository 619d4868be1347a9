"""The accounts that a process holds: their locks, and the epochs in which it took them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from trastienda.errors import DatabaseAway
from trastienda.store import accounts, locks
from trastienda.store.connection import Store

Account = tuple[str, str]
"""A portal and one of its accounts, by their names."""


@dataclass(frozen=True, slots=True)
class HeldLease:
    """An account's lock that this process holds, with the epoch that it took it in."""

    epoch: int
    lock: locks.Lock

    def alive(self) -> bool:
        """Whether the lock is still held."""
        return self.lock.alive()


class Leases:
    """The leases of one process."""

    def __init__(self, store: Store, holder: str) -> None:
        """Prepare; nothing is taken yet.

        Args:
            store: of the locks and epochs.
            holder: name of this process.
        """
        self._store = store
        self._holder = holder
        self._held: dict[Account, HeldLease] = {}

    @property
    def held(self) -> Sequence[Account]:
        """The accounts whose locks were taken; one of them may have died since."""
        return list(self._held)

    def get(self, portal: str, account: str) -> HeldLease | None:
        """The right to use an account, asked before each item: a lock that died gives none."""
        lease = self._held.get((portal, account))
        return lease if lease is not None and lease.alive() else None

    def take(self, wanted: Iterable[Account], *, limit: int | None) -> list[Account]:
        """Take the locks of the accounts that are free.

        Args:
            wanted: the accounts, in the order in which they are tried.
            limit: hold at most so many; without it all that are free.

        Returns:
            the accounts that another process holds.

        Raises:
            DatabaseAway: those before are held.
        """
        missing: list[Account] = []
        for portal, account in wanted:
            if (portal, account) in self._held:
                continue
            if limit is not None and len(self._held) >= limit:
                return missing
            lock = locks.try_hold(self._store, f"account/{portal}/{account}")
            if lock is None:
                missing.append((portal, account))
                continue
            try:
                with self._store.begin() as conn:
                    epoch = accounts.take(conn, portal, account, holder=self._holder)
            except DatabaseAway:
                lock.release()
                raise
            self._held[portal, account] = HeldLease(epoch, lock)
        return missing

    def drop_dead(self) -> None:
        """Let go of the accounts whose locks died: another process may have them by now."""
        for account, lease in list(self._held.items()):
            if not lease.alive():
                lease.lock.release()
                del self._held[account]

    def release(self) -> None:
        """Give all locks back."""
        for lease in self._held.values():
            lease.lock.release()
