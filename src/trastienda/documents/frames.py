"""Messages between two processes: eight bytes of length, then so much content."""

from typing import IO


def read_frame(stream: IO[bytes]) -> bytes | None:
    """The next frame, `None` where the stream ends."""
    head = stream.read(8)
    if len(head) < 8:
        return None
    length = int.from_bytes(head)
    content = stream.read(length)
    return content if len(content) == length else None


def write_frame(stream: IO[bytes], content: bytes) -> None:
    """Write a frame at once.

    Raises:
        BrokenPipeError: nobody reads any more.
    """
    stream.write(len(content).to_bytes(8) + content)
    stream.flush()
