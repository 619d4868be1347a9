"""Turn whatever goes wrong in a try into the item's next state."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta

from loguru import logger

from trastienda.domain.case import FieldRow, Reason
from trastienda.domain.item import State
from trastienda.engine.attempt import Attempt
from trastienda.errors import (
    ApplicationException,
    BusinessException,
    DatabaseAway,
    OutcomeUnknown,
    PortalRefused,
    SignInRefused,
    Stale,
    UnderMaintenance,
)
from trastienda.failpoints import Failpoint
from trastienda.rules.breaker import CALM, after_failure
from trastienda.rules.crosscheck import Verdict
from trastienda.rules.routing import AskPerson, Found, Kinship

FIRST_LOOK = timedelta(seconds=1)
"""How soon an unknown outcome is looked for."""

LONGEST_RETRY = timedelta(minutes=15)


@contextmanager
def dealt_with(attempt: Attempt) -> Iterator[None]:
    """Whatever the block raises decides the item's next state; only a fenced holder leaves it to the other one.

    Raises:
        DatabaseAway: no state can be written now.
    """
    try:
        # Around it: a holder may learn that it was fenced only when it writes down what went wrong.
        with _turned_into_a_state(attempt):
            yield
    except Stale as gone:
        logger.warning("left alone: {}", gone)
        attempt.fenced()


@contextmanager
def _turned_into_a_state(attempt: Attempt) -> Iterator[None]:
    try:
        yield
    except (Stale, DatabaseAway):
        raise
    except OutcomeUnknown as unknown:
        attempt.become_uncertain(str(unknown), pause=FIRST_LOOK, said_success=unknown.said_success)
        _portal_failed(attempt, unknown)
    except BusinessException as trouble:
        _ask_a_person(attempt, trouble)
        _portal_worked(attempt)
    except SignInRefused as refused:
        attempt.pause_account(str(refused))
        _try_again(attempt, str(refused), counts=False)
    except ApplicationException as trouble:
        # While the whole portal fails, no item pays for it.
        portals_fault = _portal_failed(attempt, trouble)
        _try_again(attempt, str(trouble), counts=not portals_fault)
    except Exception as defect:
        logger.opt(exception=True).error("a defect stopped this try: {}", type(defect).__name__)
        _try_again(attempt, f"{type(defect).__name__} in the program")
    else:
        _portal_worked(attempt)


def _portal_failed(attempt: Attempt, trouble: ApplicationException | OutcomeUnknown) -> bool:
    """Note the failure, and pause the portal after enough of them; whether it is the portal's own fault for certain."""
    maintenance = isinstance(trouble, UnderMaintenance)
    # The portal's words belong to one sale; why a portal is paused is logged.
    why = trouble.without_words if isinstance(trouble, OutcomeUnknown) else str(trouble)
    breaker, now = attempt.facts.breaker, attempt.now()
    before = attempt.change_strain(
        lambda strain: after_failure(strain, breaker, why=why, maintenance=maintenance, now=now)
    )
    return maintenance or before.on_trial or before.paused(now)


def _portal_worked(attempt: Attempt) -> None:
    """The portal answered as a portal should: failures in a row are over."""
    if attempt.met_portal:
        attempt.change_strain(lambda _: CALM)


def _ask_a_person(attempt: Attempt, trouble: BusinessException) -> None:
    """The portal's own refusals are outcomes; anything else after the intent is none."""
    warned = trouble.reason == Reason.DUPLICATE_WARNING
    if isinstance(trouble, PortalRefused) or warned:
        attempt.close_intent("refused")
        attempt.reach(Failpoint.REFUSAL_WRITTEN)
    if attempt.item.state is State.ENTERING and attempt.has_open_intent():
        attempt.become_uncertain(str(trouble), pause=FIRST_LOOK)
        return
    found = _look_after_a_warning(attempt) if warned else ()
    detail = dict(trouble.detail)
    if "field" in detail:
        detail["field"] = attempt.facts.label(detail["field"])
    ask = AskPerson(Reason(trouble.reason), detail, tuple(found))
    attempt.ask(ask, rows=_field_that_was_not_taken(trouble, detail))


def _look_after_a_warning(attempt: Attempt) -> Sequence[Found]:
    """The portal warns of a duplicate: the case should show which order it may mean."""
    try:
        return [found for found in attempt.find() if found.kinship is not Kinship.OTHER]
    except (ApplicationException, BusinessException) as trouble:
        logger.warning("the look after the duplicate warning failed: {}", type(trouble).__name__)
        return ()


def _field_that_was_not_taken(trouble: BusinessException, said: Mapping[str, str]) -> Sequence[FieldRow]:
    if trouble.reason != Reason.FIELD_NOT_TAKEN:
        return ()
    field, label = trouble.detail["field"], said["field"]
    return (FieldRow(field, said["wanted"], said["shown"], Verdict.DIFFER, "not_taken", label=label),)


def _try_again(attempt: Attempt, why: str, *, counts: bool = True) -> None:
    """Again later, as long as nothing was sent; after the last try a person is asked.

    Args:
        attempt: the try that failed.
        why: what failed.
        counts: whether this try counts against the portal's limit.
    """
    item, facts = attempt.item, attempt.facts
    entering = item.state is State.ENTERING
    if entering and attempt.has_open_intent():
        attempt.become_uncertain(why, pause=FIRST_LOOK)
        return
    # An attempt is counted when it begins to enter; a look or a reading when it fails.
    tries = item.attempts if entering else item.attempts + 1
    if counts and tries >= facts.attempts:
        reason = Reason.GAVE_UP if entering else Reason.UNCHECKED
        attempt.ask(AskPerson(reason, {"attempts": str(tries), "what": why}))
        return
    pause = min(timedelta(seconds=facts.retry_pause_s) * 2 ** (max(tries, 1) - 1), LONGEST_RETRY)
    if not counts:
        tries -= 1
    if entering:
        attempt.back_to_ready(why, pause=pause, attempts=tries)
    else:
        attempt.wait(pause, why=why, attempts=tries)
