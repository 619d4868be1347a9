"""Who reconciles: each module is a program that takes the folder of a world and writes `found-<its name>.parquet`.

Its columns are `kind`, `row_there`, `row_here` and `fields`, rows counted as people do: a CSV's header is row 1, a
Parquet file's first row is 1. They import nothing of ours: they run in the environment of the benchmark.
"""

from pathlib import Path
from typing import Final

EXPORT, BOOK = "export.csv", "book.parquet"

HEADERS: Final = {
    "Nº de pedido": "order",
    "Documento": "holder_id",
    "Titular": "holder_name",
    "Fecha de nacimiento": "birth_date",
    "Correo electrónico": "email",
    "Línea": "line",
    "Tarifa": "plan",
    "Dirección": "address",
    "Cuota mensual": "monthly_fee",
    "Fecha de activación": "activation",
    "IBAN": "iban",
}
FIELDS: Final = tuple(HEADERS.values())[1:]
ACCENTS: Final = dict(zip("áéíóúÁÉÍÓÚ", "aeiouAEIOU", strict=True))


def found_path(folder: Path, name: str) -> Path:
    """Where a subject writes what it found."""
    return folder / f"found-{name}.parquet"
