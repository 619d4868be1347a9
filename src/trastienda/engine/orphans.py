"""Find open items that nothing is going to move, and owe them their step again."""

from collections.abc import Callable
from datetime import datetime, timedelta

from trastienda.engine.dispatch import Dispatcher, queue_of, workflow_id
from trastienda.errors import Stale
from trastienda.store import items
from trastienda.store.connection import Store


def take_up(
    store: Store,
    dispatcher: Dispatcher,
    portal: str,
    account: str,
    *,
    executor: str,
    admits: Callable[[int], bool],
    now: datetime,
) -> int:
    """Dispatch every open item of an account that has no live step, under a new generation.

    The caller holds the account's lock: a step that runs under another process's name is dead.

    Args:
        store, dispatcher: of the workspace.
        portal, account: whose items.
        executor: this process; only its own running steps are alive.
        admits: whether this process would begin the item at all.
        now: aware time.

    Returns:
        how many items were dispatched.
    """
    with store.read() as conn:
        owed = items.at_work(conn, portal=portal, account=account)
    live = dispatcher.live(queue_of(portal, account), executor=executor)
    taken_up = 0
    for item in owed:
        if workflow_id(item.id, item.generation) in live or not admits(item.id):
            continue
        pause = max(item.next_at - now, timedelta(0)) if item.next_at else timedelta(0)
        try:
            with store.begin() as conn:
                moved = items.move(
                    conn, item, item.state, now=now, why="taken_up", generation=item.generation + 1
                )
                dispatcher.enqueue(conn, moved, after=pause)
        except Stale:
            continue  # It moved between the two looks: somebody is on it.
        taken_up += 1
    return taken_up
