"""Make a workbook of very many invented sales, as a front line exports them, with a few faulty rows of every kind."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random

import xlsxwriter
from stdnum.es import ccc, dni, nie

from trastienda.demo.samples.people import HOLDERS, STRANGERS
from trastienda.demo.samples.sales import PLANS
from trastienda.demo.samples.workbook import COLUMNS

FAULTY_OF = 1_000
FAULTY = 15
"""So many of a thousand rows are faulty, each in one way."""

FAULTS = (
    "document_letter",
    "document_zero_lost",
    "iban_digits",
    "iban_missing",
    "fee_with_a_point",
    "no_such_day",
    "phone_too_short",
    "email_without_a_sign",
    "letter_lost",
    "garbled",
    "error_cell",
    "lossy_number",
    "consent_empty",
    "consent_refused",
    "seller_is_validator",
    "minor",
    "activation_before_sale",
    "validated_before_sold",
    "reference_again",
    "same_line_twice",
    "plan_misspelt",
)
"""What is wrong with a faulty row, in turn."""

_TOWNS = ("28014 Madrid", "08013 Barcelona", "41010 Sevilla", "46004 Valencia", "48009 Bilbao", "36202 Vigo")
_STREETS = ("Calle de Alcalá", "Carrer de Mallorca", "Avenida del Puerto", "Rúa do Príncipe", "Calle Ancha")
_DOORS = ("", "bajo A, ", "1.º izda., ", "2.º dcha., ", "3.º B, ", "ático, ", "esc. 2, 1.º A, ", "6.º 2.ª, ")
_MAIL = ("example.com", "example.org", "example.net", "correo.example.com", "gmx.es", "telefonica.net")
_BANKS = ("0049", "0081", "0182", "2080", "2085", "2100")
_FIRST = datetime(2026, 10, 1, 9)  # noqa: DTZ001 - a spreadsheet has no zones

_NAMES = [name.split() for name, _ in HOLDERS] + [name.split() for name in STRANGERS]
_GIVEN = sorted({words[0] for words in _NAMES if words[0].isalpha()})
_SURNAMES = sorted({word for words in _NAMES if len(words) > 2 for word in words[-2:]})


def write_sales(path: Path, rows: int, *, seed: int = 1) -> None:
    """Write `rows` sales of the demo's carrier; the same ones for the same seed."""
    with xlsxwriter.Workbook(path) as book:
        book.set_properties({"created": _FIRST})
        looks = [book.add_format({"num_format": column.shown}) for column in COLUMNS]
        sheet = book.add_worksheet("Ventas")
        sheet.write_row(0, 0, [column.header for column in COLUMNS])
        for number, cells in enumerate(sales(rows, seed), start=1):
            for position, column in enumerate(COLUMNS):
                cell = cells[column.field]
                match cell:
                    case datetime():
                        sheet.write_datetime(number, position, cell, looks[position])
                    case Decimal():
                        sheet.write_number(number, position, float(cell), looks[position])
                    case "#DIV/0!":
                        sheet.write_formula(number, position, "=1/0", looks[position], "#DIV/0!")
                    case "":
                        sheet.write_blank(number, position, None, looks[position])
                    case _:
                        sheet.write_string(number, position, str(cell), looks[position])


def sales(rows: int, seed: int) -> Iterator[dict[str, object]]:
    """Field → cell of each row, in the order of the file."""
    chance = Random(seed)
    faults = 0
    before: dict[str, object] = {}
    for number in range(1, rows + 1):
        sale = _sale(number, chance)
        if number > 1 and chance.randrange(FAULTY_OF) < FAULTY:
            sale |= _mistake(FAULTS[faults % len(FAULTS)], sale, before)
            faults += 1
        yield sale
        before = sale


def _sale(number: int, chance: Random) -> dict[str, object]:
    given, first, second = chance.choice(_GIVEN), chance.choice(_SURNAMES), chance.choice(_SURNAMES)
    technology, plan, fee = chance.choice(PLANS)
    sold = _FIRST + timedelta(days=chance.randrange(45), minutes=chance.randrange(600))
    mailbox = "".join(c for c in f"{given}.{first}".lower() if c.isascii() and (c.isalpha() or c == "."))
    return {
        "reference": f"V-{number:08d}",
        "seller": f"Vendedor {chance.randrange(400):03d}",
        "validator": f"Validadora {chance.randrange(40):02d}",
        "sold_at": sold,
        "validated_at": sold + timedelta(minutes=5 + chance.randrange(300)),
        "channel": chance.choice(("Llamada entrante", "Llamada saliente", "Chat", "WhatsApp")),
        "campaign": chance.choice(("Portabilidad otoño", "Recuperación de bajas", "Fibra en tu barrio")),
        "holder_id": _document(chance),
        "holder_name": f"{given} {first} {second}",
        "birth_date": f"{datetime(1940, 1, 1) + timedelta(days=chance.randrange(24_000)):%d/%m/%Y}",  # noqa: DTZ001
        "email": f"{mailbox.strip('.')}{number}@{chance.choice(_MAIL)}",
        "contact_phone": _phone(chance),
        "technology": technology,
        "plan": plan,
        "line": _phone(chance),
        "address": f"{chance.choice(_STREETS)} {1 + chance.randrange(180)}, "
        f"{chance.choice(_DOORS)}{chance.choice(_TOWNS)}",
        "monthly_fee": fee - chance.choice((0, 0, 3)),
        "activation": (sold + timedelta(days=1 + chance.randrange(30))).replace(hour=0, minute=0),
        "iban": _iban(chance),
        "terms_accepted": "Sí",
        "marketing_accepted": chance.choice(("Sí", "No")),
    }


def _document(chance: Random) -> str:
    if chance.randrange(10):
        digits = f"{90_000_000 + chance.randrange(10**7):08d}"
        return f"{digits}{'-' if not chance.randrange(7) else ''}{dni.calc_check_digit(digits)}"
    digits = f"Z9{chance.randrange(10**6):06d}"
    return f"{digits}{nie.calc_check_digit(digits)}"


def _phone(chance: Random) -> str:
    digits = f"6{chance.randrange(10**8):08d}"
    return digits if chance.randrange(2) else f"+34 {digits[:3]} {digits[3:5]} {digits[5:7]} {digits[7:]}"


def _iban(chance: Random) -> str:
    bank, branch, account = chance.choice(_BANKS), chance.randrange(10_000), chance.randrange(10**10)
    check = ccc.calc_check_digits(f"{bank}{branch:04d}00{account:010d}")
    compact = ccc.to_iban(f"{bank}{branch:04d}{check}{account:010d}")
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))


def _mistake(fault: str, sale: dict[str, object], before: dict[str, object]) -> dict[str, object]:
    text = {field: str(cell) for field, cell in sale.items()}
    document, iban, name, sold = text["holder_id"], text["iban"], text["holder_name"], sale["sold_at"]
    assert isinstance(sold, datetime)
    made: dict[str, dict[str, object]] = {
        "document_letter": {"holder_id": document[:-1] + ("A" if document[-1] != "A" else "B")},
        "document_zero_lost": {"holder_id": document[1:]},
        "iban_digits": {"iban": iban[:-1] + str((int(iban[-1]) + 1) % 10)},
        "iban_missing": {"iban": ""},
        "fee_with_a_point": {"monthly_fee": "29.90"},
        "no_such_day": {"birth_date": "31/02/1980"},
        "phone_too_short": {"contact_phone": text["contact_phone"][:-1]},
        "email_without_a_sign": {"email": text["email"].replace("@", "")},
        "letter_lost": {"holder_name": f"Mu?oz {name}"},
        "garbled": {"holder_name": f"MuÃ±oz {name}"},
        "error_cell": {"monthly_fee": "#DIV/0!"},
        "lossy_number": {"line": Decimal(8934071100000000123)},
        "consent_empty": {"terms_accepted": ""},
        "consent_refused": {"terms_accepted": "No"},
        "seller_is_validator": {"validator": text["seller"].upper()},
        "minor": {"birth_date": "01/05/2015"},
        "activation_before_sale": {"activation": datetime(2026, 9, 1)},  # noqa: DTZ001
        "validated_before_sold": {"validated_at": sold - timedelta(hours=1)},
        "reference_again": {"reference": before["reference"]},
        "same_line_twice": {"holder_id": before["holder_id"], "line": before["line"]},
        "plan_misspelt": {"technology": "Fibras"},
    }
    return made[fault]
