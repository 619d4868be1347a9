"""Refuse files that are too large before anything parses them."""

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from trastienda.errors import IntakeError

_CHUNK = 1 << 20
_LOCAL_HEADER = 30
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one file may hold.

    Args:
        file_bytes: size of the file itself.
        unpacked_bytes: size of everything in a workbook, unpacked.
        ratio: unpacked ÷ packed size; looked at from `ratio_from` unpacked bytes on.
        entries: files in a workbook's archive.
        rows: rows of one table.
        cells: rows × columns of one sheet, up to its last cell that holds anything.
    """

    file_bytes: int = 50 * _MEGABYTE
    unpacked_bytes: int = 250 * _MEGABYTE
    ratio: int = 100
    ratio_from: int = 20 * _MEGABYTE
    entries: int = 2_000
    rows: int = 200_000
    cells: int = 20_000_000

    def allow(self, height: int, width: int) -> bool:
        """Whether a sheet of so many rows and columns may be read."""
        return height <= self.rows and height * width <= self.cells


def read_bytes(path: Path, limits: Limits) -> bytes:
    """The content of a file that is not too large; IntakeError otherwise, or when it cannot be opened."""
    check_size(path, limits)
    return path.read_bytes()


def check_size(path: Path, limits: Limits) -> None:
    """Raise IntakeError unless `path` is a file of a size that may be read."""
    try:
        size = path.stat().st_size
    except OSError as error:
        raise IntakeError(
            f"{path} cannot be opened ({error.strerror}). Check the name and the folder."
        ) from error
    if not path.is_file():
        raise IntakeError(f"{path} is not a file. Give a workbook (XLSX), a CSV or a JSON file.")
    if size > limits.file_bytes:
        raise IntakeError(
            f"{path.name} has {size / _MEGABYTE:.1f} MB; at most {limits.file_bytes / _MEGABYTE:.0f} MB "
            "are read. Split it into several files."
        )


def check_archive(path: Path, limits: Limits) -> None:
    """Raise IntakeError when a workbook unpacks to too much (a zip bomb) or is no archive at all.

    What the archive says of its own sizes is not believed: every entry is unpacked and counted.
    """
    check_size(path, limits)
    most = min(limits.unpacked_bytes, max(limits.ratio_from, limits.ratio * path.stat().st_size))
    try:
        with ZipFile(path) as archive, path.open("rb") as file:
            entries = archive.infolist()
            if len(entries) > limits.entries:
                raise IntakeError(
                    f"{path.name} holds {len(entries)} parts; a workbook has far fewer. It is not read."
                )
            unpacked = 0
            for size in (size for entry in entries for size in _unpacked(file, entry)):
                unpacked += size
                if unpacked > most:
                    raise IntakeError(
                        f"{path.name} unpacks to more than {most / _MEGABYTE:.0f} MB, as a zip bomb does. "
                        "It is not read."
                    )
    except (BadZipFile, zlib.error, NotImplementedError) as error:
        raise IntakeError(
            f"{path.name} is not a readable XLSX workbook (damaged, encrypted, or an older format). "
            "Save it as XLSX without a password."
        ) from error


def _unpacked(file: BinaryIO, entry: ZipInfo) -> Iterator[int]:
    """The sizes of the chunks that `entry` unpacks to."""
    file.seek(entry.header_offset)
    header = file.read(_LOCAL_HEADER)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    if entry.compress_type == ZIP_STORED:
        yield entry.compress_size
        return
    if entry.compress_type != ZIP_DEFLATED:
        raise BadZipFile("a workbook is packed by deflate")
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    left = entry.compress_size
    while left > 0 and not inflate.eof and (packed := file.read(min(_CHUNK, left))):
        left -= len(packed)
        yield len(inflate.decompress(packed, _CHUNK))
        while inflate.unconsumed_tail:
            yield len(inflate.decompress(inflate.unconsumed_tail, _CHUNK))
