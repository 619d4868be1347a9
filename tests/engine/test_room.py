"""A disk that is nearly full: nothing is begun, and people are told once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from loguru import logger

from trastienda.engine.room import Room

MORE_THAN_ANY_DISK = 2**62


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What is logged."""
    lines: list[str] = []
    sink = logger.add(lambda line: lines.append(line.record["message"]))
    yield lines
    logger.remove(sink)


def test_a_disk_with_room_is_nothing_to_talk_about(tmp_path: Path, told: list[str]) -> None:
    assert Room(tmp_path, least_free=1)()

    assert told == []


def test_that_there_is_no_room_is_told_once_and_that_there_is_again_too(
    tmp_path: Path, told: list[str]
) -> None:
    room = Room(tmp_path, least_free=MORE_THAN_ANY_DISK)

    looks = [room(), room()]
    room._least_free = 1
    looks += [room(), room()]

    assert looks == [False, False, True, True]
    assert len(told) == 2
    assert f"nothing is begun: {tmp_path} has " in told[0]
    assert "room on the disk again" in told[1]
