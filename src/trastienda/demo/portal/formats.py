"""How the portal stores what was typed and how it shows it again, the Spanish way."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

MADRID = ZoneInfo("Europe/Madrid")
NO_BREAK_SPACE = "\u00a0"


def fold(text: str) -> str:
    """Lower case without accents (ñ becomes n) or doubled blanks: what the search compares."""
    plain = unicodedata.normalize("NFD", text.casefold())
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())


def compact(text: str) -> str:
    """Letters and digits alone, upper-cased: how documents, IBANs and phones are compared."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def stored_name(typed: str) -> str:
    """A holder's name as the portal keeps it: upper case, no accents but the tilde of the Ñ."""
    kept = unicodedata.normalize("NFC", typed.upper()).replace("Ñ", "\0")
    plain = "".join(c for c in unicodedata.normalize("NFD", kept) if not unicodedata.combining(c))
    return " ".join(plain.replace("\0", "Ñ").split())


def stored_phone(typed: str) -> str | None:
    """A Spanish number as +34 and nine digits, or None when the text is not one."""
    digits = re.sub(r"[ .\-()]", "", typed.strip())
    found = re.fullmatch(r"(?:\+34|0034)?([6-9]\d{8})", digits)
    return f"+34{found[1]}" if found else None


def stored_money(typed: str) -> Decimal | None:
    """An amount typed as 39,90 or 1.234,50, or None when the text is not one."""
    if not re.fullmatch(r"(\d{1,3}(\.\d{3})+|\d{1,6}),\d{2}", typed.strip()):
        return None
    return Decimal(typed.strip().replace(".", "").replace(",", "."))


def stored_day(typed: str) -> date | None:
    """A day typed as dd/mm/aaaa, or None when the calendar has no such day."""
    found = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", typed.strip())
    if found is None:
        return None
    try:
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def shown_money(amount: str) -> str:
    """ "1234.50" as 1.234,50 €, with a no-break space as browsers and office suites write it."""
    text = f"{Decimal(amount):,.2f}".translate(str.maketrans(",.", ".,"))
    return f"{text}{NO_BREAK_SPACE}€"


def shown_day(iso: str) -> str:
    """ "2026-04-03" as 03/04/2026; a text that is no ISO day is shown as it is."""
    try:
        return date.fromisoformat(iso).strftime("%d/%m/%Y")
    except ValueError:
        return iso


def shown_moment(iso: str) -> str:
    """The Madrid day of an aware ISO time, as dd/mm/aaaa."""
    return datetime.fromisoformat(iso).astimezone(MADRID).strftime("%d/%m/%Y")


def shown_phone(stored: str) -> str:
    """ "+34612345678" as +34 612 34 56 78."""
    found = re.fullmatch(r"\+34(\d{3})(\d{2})(\d{2})(\d{2})", stored)
    return " ".join(("+34", *found.groups())) if found else stored


def shown_iban(stored: str) -> str:
    """The whole IBAN in groups of four."""
    return " ".join(stored[i : i + 4] for i in range(0, len(stored), 4))


def shown_flag(value: bool) -> str:
    """Sí or No."""
    return "Sí" if value else "No"
