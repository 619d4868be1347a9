"""Clean a text from outside before any type looks at it."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Annotated

from pydantic import AfterValidator

CANONICAL = "canonical"
LONGEST = 4_000
_SEEN = 80


class Unreadable(ValueError):
    """A text cannot be read as the wanted type.

    Args:
        seen: the text as it came; kept to 80 characters.
        expected: what was wanted, an English sentence fragment ("an amount such as 1.029,90 €").
        expected_es: the same fragment in Spanish; the English one when it is left out.
    """

    def __init__(self, seen: str, expected: str, expected_es: str | None = None) -> None:
        self.seen = seen if len(seen) <= _SEEN else seen[: _SEEN - 1] + "…"
        self.expected = expected
        self.expected_es = expected if expected_es is None else expected_es
        super().__init__(self.seen, self.expected, self.expected_es)

    def __str__(self) -> str:
        return f"saw {printable(self.seen)!r}, expected {self.expected}"


@dataclass(frozen=True, slots=True)
class Locale:
    """How one country writes: numbers (`babel` name), dates, telephone numbers, its currency."""

    name: str
    babel: str
    day_first: bool | None  # None: both orders are in use, so only dates with one reading are taken
    region: str | None  # for telephone numbers without a country code
    currency: str | None  # for amounts without a currency


_LOCALES = {
    locale.name: locale
    for locale in (
        Locale("es", "es_ES", day_first=True, region="ES", currency="EUR"),
        Locale("en", "en", day_first=None, region=None, currency=None),
    )
}


def locale_named(name: str) -> Locale:
    """The locale called `name` ("es" or "en").

    Raises:
        LookupError: there is no such locale. (Pydantic would take a ValueError for a fault of the value.)
    """
    if name not in _LOCALES:
        raise LookupError(f"There is no locale {name!r}. Known: {', '.join(sorted(_LOCALES))}, {CANONICAL}.")
    return _LOCALES[name]


def _known(name: str) -> str:
    try:
        return name if name == CANONICAL else locale_named(name).name
    except LookupError as error:
        raise ValueError(*error.args) from None


LocaleName = Annotated[str, AfterValidator(_known)]
"""The name of a locale in a model, "canonical" included."""


def clean(text: str) -> str:
    """`text` in NFC with white space collapsed to single spaces; may come back empty.

    Raises:
        Unreadable: it holds invisible or control characters, signs of a broken encoding, or is longer
            than 4,000 characters.
    """
    if len(text) > LONGEST:
        raise Unreadable(text, f"at most {LONGEST} characters", f"{LONGEST} caracteres como máximo")
    printable = text.isprintable()
    if printable and text.isascii():
        return " ".join(text.split()) if " " in text else text
    hidden = None if printable else next((character for character in text if _is_hidden(character)), None)
    if hidden is not None:
        name = f"U+{ord(hidden):04X}"
        raise Unreadable(
            text,
            f"no invisible or control character ({name})",
            f"ningún carácter invisible o de control ({name})",
        )
    if is_mojibake(text):
        raise Unreadable(
            text,
            "a text in its right encoding (this one is garbled)",
            "un texto bien codificado (este llega dañado)",
        )
    return " ".join(unicodedata.normalize("NFC", text).split())


def _is_hidden(character: str) -> bool:
    # Cf holds the zero-width and bidirectional controls, the byte order mark and the soft hyphen.
    if character.isprintable() or character in "\t\n\r":
        return False
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Co"}


_NOT_ASCII = re.compile(r"[^\x00-\x7f]{2,}")


def is_mojibake(text: str) -> bool:
    """Whether `text` holds UTF-8 that was read as Windows-1252 ("MuÃ±oz"), or U+FFFD.

    A lower "ñá" or an upper "Nº" is no valid UTF-8 when it is written back as Windows-1252, so real
    Spanish does not look like this; what decodes must also be a Latin letter or common punctuation,
    so that "«CAFÉ»" passes.
    """
    if "\ufffd" in text:
        return True
    runs = _NOT_ASCII.findall(text)
    return bool(runs) and any(
        _decodes_again(run[start : start + 3]) for run in runs for start in range(len(run) - 1)
    )


def _decodes_again(run: str) -> bool:
    first = run.encode("cp1252", errors="replace").decode("utf-8", errors="replace")[0]
    return "\u00a0" <= first <= "\u017f" or "\u2010" <= first <= "\u2044" or first == "€"


def printable(text: str) -> str:
    """`text` with every invisible character written as its code point, safe to show in a message."""
    return "".join(f"<U+{ord(c):04X}>" if _is_hidden(c) else c for c in text)


def fold(text: str) -> str:
    """A key for comparing headers and options: no accents, no case, words joined by "_".

    >>> fold("Fibra + Móvil")
    'fibra_movil'
    """
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return "_".join(re.findall(r"[^\W_]+", bare.casefold()))
