"""Find out how a text file was encoded, from its bytes alone."""

import codecs
from dataclasses import dataclass

from trastienda.domain.fields import is_mojibake
from trastienda.errors import IntakeError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16 LE"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16 BE"),
)
# What Spanish writers use of Windows-1252 besides the Latin letters. DOS and Macintosh texts that are read
# as Windows-1252 show other signs: "MU¥OZ", "Garc‡a".
_PLAUSIBLE = frozenset("ªº°·€¡¿´¨«»‘’“”–—…\u00a0")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, the encoding it was in and why that is certain (in Spanish and English)."""

    text: str
    encoding: str
    why_es: str
    why_en: str


def decode(content: bytes, name: str) -> Decoded:
    """The text of a file.

    Args:
        name: the file's name, for messages.

    Raises:
        IntakeError: no encoding fits, or the text was already broken when it was saved.
    """
    decoded = _decoded(content, name)
    line = next((n for n, line in enumerate(decoded.text.split("\n"), start=1) if is_mojibake(line)), None)
    if line is not None:
        raise IntakeError(
            f"{name} has broken letters in line {line}, such as 'Ã±' for 'ñ': some program read it "
            "in the wrong encoding and saved it so. Export it again; nothing was taken in."
        )
    return decoded


def _decoded(content: bytes, name: str) -> Decoded:
    for mark, codec, encoding in _MARKS:
        if content.startswith(mark):
            text = _strictly(content.removeprefix(mark), codec, name)
            return Decoded(text, encoding, "lo dice su marca de orden (BOM)", "its byte order mark says so")
    for codec, high in (("utf-16-le", content[1:400:2]), ("utf-16-be", content[0:400:2])):
        if high.count(0) > 0.7 * len(high):
            text = _strictly(content, codec, name)
            return Decoded(text, codec.upper(), "cada letra ocupa dos bytes", "every letter takes two bytes")
    if content.isascii():
        return Decoded(
            content.decode("ascii"), "ASCII", "no tiene letras con acento", "it has no accented letters"
        )
    try:
        return Decoded(
            content.decode("utf-8"), "UTF-8", "todos sus bytes lo son", "all of its bytes are valid in it"
        )
    except UnicodeDecodeError:
        return _windows(content, name)


def _windows(content: bytes, name: str) -> Decoded:
    try:
        text = content.decode("cp1252")
    except UnicodeDecodeError:
        text = None
    if text is None or not all(c.isascii() or "À" <= c <= "ÿ" or c in _PLAUSIBLE for c in set(text)):
        raise IntakeError(
            f"{name} is in no encoding that can be told for certain (not UTF-8, UTF-16 or Windows-1252). "
            "Save it as 'CSV UTF-8'."
        )
    return Decoded(
        text,
        "Windows-1252",
        "no es UTF-8 y solo así se leen letras españolas",
        "it is not UTF-8 and only so has Spanish letters",
    )


def _strictly(content: bytes, codec: str, name: str) -> str:
    try:
        return content.decode(codec)
    except UnicodeDecodeError as error:
        raise IntakeError(f"{name} is not valid {codec} at byte {error.start}. Export it again.") from error
