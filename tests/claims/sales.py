"""Make as many plain sales as are wanted, each of a customer of its own."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from stdnum.es import dni

from trastienda.demo.samples.people import HOLDERS, Papers, person


def write_sales(path: Path, numbers: Iterable[int], **changes: str) -> Path:
    """Write the sales with these numbers to a file that `trastienda run --sales` takes in; `changes` are fields."""
    sales = [{**_sale(number), **changes} for number in numbers]
    path.write_text(json.dumps(sales, ensure_ascii=False), encoding="utf-8")
    return path


def _sale(number: int) -> dict[str, Any]:
    holder = person(HOLDERS[number % len(HOLDERS)][0], Papers.DNI, number)
    digits = f"{90_000_000 + number:08d}"
    return {
        "reference": f"V-2026-{number:06d}",
        "seller": "Marta Cabezas",
        "validator": "Gemma Roig",
        "sold_at": "2026-11-02T10:00:00+01:00",
        "validated_at": "2026-11-02T12:00:00+01:00",
        "channel": "Chat",
        "campaign": "Portabilidad otoño",
        # Drawn documents would repeat among ten thousand.
        "holder_id": f"{digits}{dni.calc_check_digit(digits)}",
        "holder_name": holder.name,
        "birth_date": holder.birth_date.isoformat(),
        "email": holder.email,
        "contact_phone": holder.phone.replace(" ", ""),
        "technology": "Móvil",
        "plan": "Móvil 20 GB",
        "line": f"+346{number:08d}",
        "address": holder.address,
        "monthly_fee": "12.90 EUR",
        "activation": "2026-11-16",
        "iban": holder.iban.replace(" ", ""),
        "terms_accepted": True,
        "marketing_accepted": False,
    }
