"""Portals: their strain, watermark and holds, on both databases."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.store.races import begun_beside, race
from trastienda.rules.breaker import CALM, Strain
from trastienda.store import portals
from trastienda.store.connection import Store
from trastienda.store.portals import Hold

NOW = datetime(2026, 11, 20, 10, tzinfo=UTC)


def test_a_portal_that_nobody_knows_yet_is_calm_open_and_unswept(store: Store) -> None:
    with store.read() as conn:
        assert portals.strain(conn, "carrier") == CALM
        assert portals.held(conn, "carrier") is None
        assert portals.watermark(conn, "carrier") is None
        assert portals.swept_at(conn, "carrier") is None


def test_a_strain_is_kept_as_it_was_put_and_only_for_its_portal(store: Store) -> None:
    strain = Strain(2, 1, NOW + timedelta(minutes=1), "the portal answered 503")

    with store.begin() as conn:
        portals.put_strain(conn, "carrier", strain)

    with store.read() as conn:
        assert portals.strain(conn, "carrier") == strain
        assert portals.strain(conn, "energy") == CALM


def test_an_ended_pause_leaves_the_portal_on_trial(store: Store) -> None:
    with store.begin() as conn:
        portals.put_strain(conn, "carrier", Strain(0, 3, NOW, "503"))

    with store.begin() as conn:
        assert portals.resume(conn, "carrier") == "503"

    with store.read() as conn:
        after = portals.strain(conn, "carrier")
    assert not after.paused(NOW - timedelta(days=1))
    assert after.on_trial


def test_a_portal_without_a_pause_has_none_to_end(store: Store) -> None:
    with store.begin() as conn:
        assert portals.resume(conn, "carrier") is None


def test_a_watermark_rises_and_never_sinks(store: Store) -> None:
    with store.begin() as conn:
        portals.raise_watermark(conn, "carrier", NOW)
        portals.raise_watermark(conn, "carrier", NOW - timedelta(hours=1))

    with store.read() as conn:
        assert portals.watermark(conn, "carrier") == NOW
        assert portals.watermarks(conn) == {"carrier": NOW}


@pytest.mark.parametrize("known", [None, NOW - timedelta(hours=2)])
def test_of_two_accounts_that_raise_a_watermark_at_once_the_higher_one_stays(
    store: Store, known: datetime | None
) -> None:
    if known is not None:
        with store.begin() as conn:
            portals.raise_watermark(conn, "carrier", known)

    race(
        store,
        lambda conn: portals.raise_watermark(conn, "carrier", NOW),
        lambda conn: portals.raise_watermark(conn, "carrier", NOW - timedelta(hours=1)),
    )

    with store.read() as conn:
        assert portals.watermark(conn, "carrier") == NOW


@pytest.mark.parametrize("known", [CALM, Strain(1, 0, None, "503")])
def test_of_two_accounts_that_fail_at_once_both_failures_count(store: Store, known: Strain) -> None:
    if known != CALM:
        with store.begin() as conn:
            portals.put_strain(conn, "carrier", known)

    def fail_once_more(before: Strain) -> Strain:
        return Strain(before.failures + 1)

    def fail(conn: sa.Connection) -> tuple[Strain, Strain]:
        return portals.change_strain(conn, "carrier", fail_once_more)

    with ThreadPoolExecutor(1) as pool:
        others = []

        def fail_while_another_one_does(before: Strain) -> Strain:
            others.append(begun_beside(pool, store, conn, fail))
            return fail_once_more(before)

        with store.begin() as conn:
            one = portals.change_strain(conn, "carrier", fail_while_another_one_does)
        other = others[0].result(timeout=30)

    counted = [strain.failures - known.failures for strain in (*one, *other)]
    assert counted == [0, 1, 1, 2]
    with store.read() as conn:
        assert portals.strain(conn, "carrier").failures == known.failures + 2


def test_a_held_portal_is_held_until_it_is_released(store: Store) -> None:
    hold = Hold("an older database was put in its place", NOW)
    with store.begin() as conn:
        portals.hold(conn, "carrier", hold)
        assert portals.held(conn, "carrier") == hold
        assert portals.held(conn, "energy") is None

        portals.release(conn, "carrier")

        assert portals.held(conn, "carrier") is None


def test_a_sweep_s_beginning_is_kept(store: Store) -> None:
    with store.begin() as conn:
        portals.note_swept(conn, "carrier", NOW)

    with store.read() as conn:
        assert portals.swept_at(conn, "carrier") == NOW
