"""How much a file may take, wherever it came from."""

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may take to be read.

    Attributes:
        bytes: size of the file.
        cpu_s, wall_s: computing and waiting time, in seconds.
        memory: address space of the process that reads it, in bytes.
        pages: pages that are looked at; a file with more is read up to there, and that is said.
        objects: objects that are searched for scripts, embedded files and the like.
        segments: runs of text that are kept.
        fields: form fields that are kept.
        text: characters that are kept of one value.
        letters: characters of all pages together.
    """

    bytes: int = 50 * MIB
    cpu_s: int = 10
    wall_s: int = 20
    memory: int = 768 * MIB
    pages: int = 100
    objects: int = 20_000
    segments: int = 10_000
    fields: int = 2_000
    text: int = 4_000
    letters: int = 500_000
