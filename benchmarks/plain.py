"""Read the same sales as one would without Trastienda: calamine, pydantic, and each library as its manual says."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal
from zoneinfo import ZoneInfo

import phonenumbers
from babel.numbers import parse_decimal
from email_validator import validate_email
from pydantic import BaseModel, BeforeValidator, ValidationError
from python_calamine import CalamineWorkbook
from schwifty import IBAN
from stdnum.es import nif

from trastienda.demo.samples.workbook import COLUMNS

MADRID = ZoneInfo("Europe/Madrid")
ADULT = 18


def _text(cell: Any) -> str:
    text = " ".join(str(cell).split())
    if not text:
        raise ValueError("empty")
    return text


def _phone(cell: Any) -> str:
    text = f"{cell:.0f}" if isinstance(cell, float) else _text(cell)
    number = phonenumbers.parse(text, "ES")
    if not phonenumbers.is_valid_number(number):
        raise ValueError("no valid number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _document(cell: Any) -> str:
    return nif.validate(_text(cell))


def _iban(cell: Any) -> str:
    return IBAN(_text(cell), validate_bban=True).compact


def _email(cell: Any) -> str:
    return validate_email(_text(cell), check_deliverability=False).normalized


def _day(cell: Any) -> date:
    if isinstance(cell, datetime):
        return cell.date()
    return cell if isinstance(cell, date) else datetime.strptime(_text(cell), "%d/%m/%Y").date()  # noqa: DTZ007


def _moment(cell: Any) -> datetime:
    naive = cell if isinstance(cell, datetime) else datetime.strptime(_text(cell), "%d/%m/%Y %H:%M")  # noqa: DTZ007
    return naive.replace(tzinfo=MADRID)


def _money(cell: Any) -> Decimal:
    return Decimal(str(cell)) if isinstance(cell, float | int) else parse_decimal(cell, "es_ES", strict=True)


def _yes(cell: Any) -> bool:
    return {"sí": True, "no": False}[_text(cell).casefold()]


Text = Annotated[str, BeforeValidator(_text)]
Phone = Annotated[str, BeforeValidator(_phone)]
Day = Annotated[date, BeforeValidator(_day)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Flag = Annotated[bool, BeforeValidator(_yes)]


class PlainSale(BaseModel):
    """The carrier's sale, by the fields of `bots/carrier.py`."""

    reference: Text
    seller: Text
    validator: Text
    sold_at: Moment
    validated_at: Moment
    channel: Text
    campaign: Text
    holder_id: Annotated[str, BeforeValidator(_document)]
    holder_name: Text
    birth_date: Day
    email: Annotated[str, BeforeValidator(_email)]
    contact_phone: Phone
    technology: Literal["Fibra", "Móvil", "Fibra + Móvil"]
    plan: Text
    line: Phone
    address: Text
    monthly_fee: Annotated[Decimal, BeforeValidator(_money)]
    activation: Day
    iban: Annotated[str, BeforeValidator(_iban)]
    terms_accepted: Flag
    marketing_accepted: Flag

    def is_fit(self) -> bool:
        """Whether the rules of `config/portals/carrier.toml` pass it."""
        sold = self.sold_at.date()
        age = (
            sold.year
            - self.birth_date.year
            - ((sold.month, sold.day) < (self.birth_date.month, self.birth_date.day))
        )
        return (
            self.seller.casefold() != self.validator.casefold()
            and self.validated_at >= self.sold_at
            and self.terms_accepted
            and age >= ADULT
            and self.monthly_fee > 0
        )


def read_sales(path: Path) -> tuple[int, int]:
    """Read a workbook; returns how many rows it has and how many are good sales."""
    fields = {column.header: column.field for column in COLUMNS}
    grid = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    names = [fields[str(header)] for header in grid[0]]
    good = 0
    for cells in grid[1:]:
        try:
            sale = PlainSale.model_validate(dict(zip(names, cells, strict=True)))
        except (ValidationError, KeyError, phonenumbers.NumberParseException):
            continue
        good += sale.is_fit()
    return len(grid) - 1, good
