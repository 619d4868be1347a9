"""The journal's chain: nothing in the middle can be changed unseen."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trastienda.domain.journal import GENESIS, Entry, digest_of, first_break

AT = datetime(2026, 4, 3, 9, 0, tzinfo=UTC)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=5,
)
STORIES = st.lists(
    st.tuples(st.sampled_from(["taken_in", "intent", "moved"]), st.dictionaries(st.text(max_size=4), VALUES)),
    min_size=2,
    max_size=6,
)


def entry(item: int, seq: int, kind: str, detail: dict[str, Any], previous: str, at: datetime = AT) -> Entry:
    digest = digest_of(item=item, seq=seq, at=at, kind=kind, detail=detail, previous=previous)
    return Entry(item=item, seq=seq, at=at, kind=kind, detail=detail, previous=previous, digest=digest)


def chain(story: Sequence[tuple[str, dict[str, Any]]], item: int = 7) -> list[Entry]:
    entries: list[Entry] = []
    for seq, (kind, detail) in enumerate(story, start=1):
        previous = entries[-1].digest if entries else GENESIS
        entries.append(entry(item, seq, kind, detail, previous, AT + timedelta(seconds=seq)))
    return entries


def test_an_item_without_a_story_has_no_break() -> None:
    assert first_break([]) is None


@given(STORIES)
def test_a_chain_that_nobody_touched_holds(story: list[tuple[str, dict[str, Any]]]) -> None:
    assert first_break(chain(story)) is None


@given(STORIES, st.data())
def test_every_edit_is_found_where_it_was_made(
    story: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    entries = chain(story)
    place = data.draw(st.integers(0, len(entries) - 1))
    edit: dict[str, Any] = data.draw(
        st.sampled_from(
            [
                {"kind": "settled"},
                {"detail": {**entries[place].detail, "added": 1}},
                {"at": entries[place].at + timedelta(microseconds=1)},
                {"item": 8},
                {"seq": entries[place].seq + 1},
                {"previous": "f" * 64},
                {"digest": "f" * 64},
            ]
        )
    )

    entries[place] = replace(entries[place], **edit)

    assert first_break(entries) == place + 1


@given(STORIES, st.data())
def test_every_deletion_before_the_tail_is_found(
    story: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    entries = chain(story)
    place = data.draw(st.integers(0, len(entries) - 2))

    del entries[place]

    assert first_break(entries) == place + 1


@given(STORIES, st.data())
def test_every_insertion_is_found_even_with_a_right_digest_of_its_own(
    story: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    entries = chain(story)
    place = data.draw(st.integers(0, len(entries) - 1))
    forged = entry(7, place + 1, "decided", {"by": "nadie"}, entries[place].previous)

    entries.insert(place, forged)

    # The forged entry fits its place; what it pushes aside does not.
    assert first_break(entries) == place + 2


@given(STORIES, st.data())
def test_an_edit_with_its_own_digest_made_new_is_found_one_entry_later(
    story: list[tuple[str, dict[str, Any]]], data: st.DataObject
) -> None:
    entries = chain(story)
    place = data.draw(st.integers(0, len(entries) - 2))
    old = entries[place]

    entries[place] = entry(7, old.seq, "withdrawn", {}, old.previous, old.at)

    assert first_break(entries) == place + 2


def test_entries_that_change_places_are_found() -> None:
    first, second, third = chain([("a", {}), ("b", {}), ("c", {})])

    assert first_break([first, third, second]) == 2


def test_a_cut_tail_is_not_found_from_the_chain_alone() -> None:
    assert first_break(chain([("a", {}), ("b", {})])[:1]) is None


def test_the_digest_does_not_depend_on_the_zone_in_which_a_time_is_written() -> None:
    madrid = AT.astimezone(timezone(timedelta(hours=2)))

    assert entry(7, 1, "a", {}, GENESIS, madrid).digest == entry(7, 1, "a", {}, GENESIS, AT).digest


def test_the_digest_does_not_depend_on_the_order_of_names() -> None:
    assert entry(7, 1, "a", {"x": 1, "y": 2}, GENESIS) == entry(7, 1, "a", {"y": 2, "x": 1}, GENESIS)


def test_a_time_without_a_zone_never_enters_the_journal() -> None:
    with pytest.raises(ValueError, match="without a zone"):
        entry(7, 1, "a", {}, GENESIS, AT.replace(tzinfo=None))


def test_a_number_that_json_does_not_know_never_enters_the_journal() -> None:
    with pytest.raises(ValueError, match="JSON"):
        entry(7, 1, "a", {"pause_s": float("nan")}, GENESIS)
