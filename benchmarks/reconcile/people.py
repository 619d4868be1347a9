"""Give invented customers their names, papers and homes, as columns; a pure function of its seed."""

import numpy as np
import numpy.typing as npt
import polars as pl

Numbers = npt.NDArray[np.int64]

_GIVEN = """
María José Antonio Francisco Manuel Carmen Ana Laura Marta Pablo Javier Diego Lucía Sergio Elena Raúl Íñigo Begoña
Álvaro Sofía Nuria Óscar Rubén Andrés Cristina Isabel Pilar Teresa Miguel Rafael Alberto Adrián Paula Irene Noelia
Ángela Martín Hugo Mario Víctor Joaquín Ramón Jordi Montserrat Xavier Ainhoa Iker Nerea Uxía Brais
"""
_SURNAMES = """
García Rodríguez González Fernández López Martínez Sánchez Pérez Gómez Martín Jiménez Hernández Ruiz Díaz Moreno Muñoz
Álvarez Romero Gutiérrez Alonso Navarro Torres Domínguez Ramos Vázquez Ramírez Gil Serrano Molina Blanco Morales Suárez
Ortega Delgado Castro Ortiz Rubio Marín Sanz Núñez Iglesias Medina Garrido Cortés Castillo Santos Lozano Guerrero Cano
Prieto Méndez Cruz Calvo Gallego Vidal León Márquez Herrera Peña Flores Cabrera Campos Vega Fuentes Carrasco Díez Reyes
Caballero Nieto Aguilar Pascual Santana Herrero Lorenzo Montero Hidalgo Giménez Ibáñez Ferrer Durán Santiago Benítez
Mora Vicente Arias Vargas Carmona Crespo Román Pastor Soto Sáez Velasco Moya Soler Parra Esteban Bravo Gallardo Rojas
Etxeberría Puig Casals Roca Bosch Pujol
"""
GIVEN, SURNAMES = _GIVEN.split(), _SURNAMES.split()
STREETS = (
    *(
        "Alcalá",
        "Gran Vía",
        "Mayor",
        "Serrano",
        "Goya",
        "Velázquez",
        "Atocha",
        "Toledo",
        "Aragón",
        "Valencia",
    ),
    *(
        "Mallorca",
        "Balmes",
        "Colón",
        "Real",
        "Nueva",
        "Cervantes",
        "Los Olmos",
        "La Paz",
        "San Juan",
        "Santa Ana",
    ),
    *("El Greco", "Las Rosas", "Europa", "América", "Castilla", "Andalucía", "Galicia"),
)
KINDS = ("Calle", "Avenida", "Plaza", "Paseo", "Calle de", "Ronda")
TOWNS = (
    *("28001 Madrid", "08013 Barcelona", "46002 Valencia", "41004 Sevilla", "50003 Zaragoza", "29015 Málaga"),
    *("30001 Murcia", "07001 Palma", "48008 Bilbao", "03002 Alicante", "14001 Córdoba", "47001 Valladolid"),
    *("36201 Vigo", "33201 Gijón", "01001 Vitoria"),
)
LETTERS = np.array(list("TRWAGMYFPDXBNJZSQVHLCKE"))
"""Check letters of a DNI: number mod 23."""

BANKS = np.array([2100, 182, 49, 81, 128, 2038, 2080, 2095, 3058, 1465], dtype=np.int64)
WEIGHTS = np.array([1, 2, 4, 8, 5, 10, 9, 7, 3, 6], dtype=np.int64)
"""Of the two national check digits of a Spanish account."""


def people(n: int, seed: int) -> pl.DataFrame:
    """Customers as columns: holder_id, holder_name, birth_date, email, line, address, iban, in canonical texts.

    Nobody shares a document, a line or an account with anybody; names, towns and streets are shared by many.
    """
    chance = np.random.default_rng([seed, 1])
    number = np.arange(n, dtype=np.int64)
    # Steps through a range that they have no divisor in common with: every number comes once.
    document = (number * 7_654_321 + 10_000_019) % 99_999_989
    line = 600_000_000 + (number * 48_271 + 12_345) % 99_999_989
    account = (number * 9_999_991 + 17) % 9_999_999_967
    branch = chance.integers(1, 9999, n, dtype=np.int64)
    frame = pl.DataFrame(
        {
            "n": number,
            "document": document,
            "letter": LETTERS[document % 23],
            "given": pick(chance, GIVEN, n),
            "second": pick(chance, GIVEN, n),
            "two": chance.random(n) < 0.3,
            "first_surname": pick(chance, SURNAMES, n),
            "second_surname": pick(chance, SURNAMES, n),
            "birth": chance.integers(-9_000, 13_000, n).astype("datetime64[D]"),
            "line_number": line,
            "kind": pick(chance, KINDS, n),
            "street": pick(chance, STREETS, n),
            "house": chance.integers(1, 200, n),
            "floor": chance.integers(1, 9, n),
            "door": pick(chance, "ABCD", n),
            "town": pick(chance, TOWNS, n),
            "iban": _ibans(BANKS[chance.integers(0, len(BANKS), n)], branch, account),
        }
    )
    plain = pl.concat_str("given", "first_surname", separator=".").str.to_lowercase()
    plain = plain.str.replace_many(list("áéíóúüñ"), list("aeiouun"))
    second = pl.when("two").then(pl.format(" {}", "second")).otherwise(pl.lit(""))
    return frame.select(
        holder_id=pl.format("{}{}", pl.col("document").cast(pl.String).str.zfill(8), "letter"),
        holder_name=pl.concat_str(
            "given", second, pl.lit(" "), "first_surname", pl.lit(" "), "second_surname"
        ),
        birth_date=pl.col("birth").cast(pl.Date).dt.to_string("%Y-%m-%d"),
        email=pl.format("{}{}@ejemplo.es", plain, "n"),
        line=pl.format("+34{}", "line_number"),
        address=pl.format("{} {} {}, {}.º {}, {}", "kind", "street", "house", "floor", "door", "town"),
        iban="iban",
    )


def pick(chance: np.random.Generator, options: str | list[str] | tuple[str, ...], n: int) -> pl.Series:
    """`n` of the options, each as likely as the others."""
    return pl.Series(list(options)).gather(chance.integers(0, len(options), n))


def _ibans(bank: Numbers, branch: Numbers, account: Numbers) -> pl.Series:
    """Spanish IBANs with right check digits: two of the account, two of the IBAN (ISO 7064, mod 97)."""
    first, second = _digit(bank * 10_000 + branch, 8), _digit(account, 10)
    # The number has 26 digits, more than fit: its rest is built up piece by piece; 142800 is "ES00" at its end.
    rest = (bank * 10_000 + branch) % 97
    rest = (rest * 100 + first * 10 + second) % 97
    rest = (rest * 10_000_000_000 + account) % 97
    rest = (rest * 1_000_000 + 142_800) % 97
    parts = pl.DataFrame(
        {
            "check": 98 - rest,
            "bank": bank,
            "branch": branch,
            "first": first,
            "second": second,
            "account": account,
        }
    )
    widths = {"check": 2, "bank": 4, "branch": 4, "first": 1, "second": 1, "account": 10}
    padded = [pl.col(name).cast(pl.String).str.zfill(width) for name, width in widths.items()]
    return parts.select(pl.concat_str(pl.lit("ES"), *padded).alias("iban")).to_series()


def _digit(numbers: Numbers, width: int) -> Numbers:
    digits = (numbers[:, None] // 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)) % 10
    rest = 11 - (digits @ WEIGHTS[-width:]) % 11
    return np.where(rest == 11, 0, np.where(rest == 10, 1, rest)).astype(np.int64)
