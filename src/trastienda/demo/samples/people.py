"""Give invented people their names, papers and homes, the same ones every time."""

import hashlib
import unicodedata
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stdnum.es import ccc, cif, dni, nie


class Papers(StrEnum):
    """By which document somebody is known."""

    DNI = "dni"
    NIE = "nie"
    CIF = "cif"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who buys a line; texts as a person writes them, except the document: compact and valid."""

    name: str
    document: str
    birth_date: date
    email: str
    phone: str
    address: str
    iban: str


# One a line: who comes with which sale must be easy to see.
# fmt: off
HOLDERS: tuple[tuple[str, Papers], ...] = (
    ("Lucía Fernández Morales", Papers.DNI),
    ("Íñigo Etxeberría Ibáñez", Papers.DNI),
    ("David Romero Castaño", Papers.DNI),
    ("Carmen Vázquez Prieto", Papers.DNI),
    ("Antonio Jiménez del Río", Papers.DNI),
    ("Rubén Caballero Soto", Papers.DNI),
    ("Patricia Lozano Gil", Papers.DNI),
    ("Ioana Popescu", Papers.NIE),
    ("Manuel Ortega Vidal", Papers.DNI),
    ("Rosa María Domínguez Peña", Papers.DNI),
    ("María José Muñoz-Cañadas Núñez", Papers.DNI),
    ("Sergio Blanco Cortés", Papers.DNI),
    ("Alba Serrano Méndez", Papers.DNI),
    ("Francisco Javier Molina Ríos", Papers.DNI),
    ("Nerea Aguirre Zabala", Papers.DNI),
    ("Josefa Martín Hidalgo", Papers.DNI),
    ("Begoña Sáenz de Tejada y Peñalver", Papers.DNI),
    ("Mohamed El Amrani", Papers.NIE),
    ("Isabel Cano Vega", Papers.DNI),
    ("Álvaro Gómez de la Serna", Papers.DNI),
    ("Montserrat Puig i Ferrer", Papers.DNI),
    ("Cristina Navarro Espinosa", Papers.DNI),
    ("Cristina Navarro Espinosa", Papers.DNI),
    ("Construcciones Hermanos Ibáñez, S.L.", Papers.CIF),
    ("Raúl Benítez Salas", Papers.DNI),
    ("Elena Pascual Roldán", Papers.DNI),
    ("Xoán Castro Vilariño", Papers.DNI),
    ("M.ª Ángeles Güell Ordóñez", Papers.DNI),
    ("Óscar Delgado Rey", Papers.DNI),
    ("Silvia Moya Carrasco", Papers.DNI),
    ("Giulia Bianchi", Papers.NIE),
    ("Jorge Luis Quispe Mamani", Papers.NIE),
    ("Amaia Goikoetxea Lasa", Papers.DNI),
    ("Tomás Herrero Bravo", Papers.DNI),
    ("Inmaculada Rueda Pozo", Papers.DNI),
    ("Joan Vicent Sanchis Ferrándiz", Papers.DNI),
    ("Gonzalo Ibarra Luna", Papers.DNI),
    ("Yolanda Santos Crespo", Papers.DNI),
    ("Miguel Ángel Torres Acosta", Papers.DNI),
    ("Dolores Peña Guerrero", Papers.DNI),
    ("Núria Casals Bosch", Papers.DNI),
    ("Héctor Arroyo Nieto", Papers.DNI),
    ("Iñaki Ordóñez Zúñiga", Papers.DNI),
    ("Beatriz de la Fuente Calvo", Papers.DNI),
    ("Adrián Rojas Campos", Papers.DNI),
    ("Verónica Suárez León", Papers.DNI),
    ("Oleksandr Shevchenko", Papers.NIE),
    ("Marina Lorenzo Cabrera", Papers.DNI),
    ("José Antonio Núñez de Balboa", Papers.DNI),
    ("Ainhoa Medina Robles", Papers.DNI),
    ("Guillermo Cuesta Varela", Papers.DNI),
    ("Noelia Reyes Santana", Papers.DNI),
    ("Emilio Parra Esteban", Papers.DNI),
    ("Àngels Gal·lart Bordàs", Papers.DNI),
    ("Víctor Manuel Díez Pardo", Papers.DNI),
    ("Fátima Zahra Bennani", Papers.NIE),
    ("Andrés Calderón Mejía", Papers.DNI),
    ("Concepción Peñalosa del Olmo", Papers.DNI),
    ("Iván Marín Vicente", Papers.DNI),
    ("Teresa O'Donnell Ruiz", Papers.DNI),
)
"""The holder of each sale of the workbook, in its order; one customer comes twice."""

STRANGERS: tuple[str, ...] = (
    "Aitor Mendizábal Oria", "Blanca Correa Lago", "César Montes Abad", "Diana Ramos Valle",
    "Eduardo Sáez Rincón", "Felisa Otero Blasco", "Gabriel Maldonado Cid", "Helena Mas Riera",
    "Ignacio Requena Sanz", "Judith Soler Camps", "Lorenzo Villar Pina", "Mireia Tomàs Roca",
    "Nicolás Aranda Plaza", "Olga Bermúdez Seco", "Pilar Escudero Cobo", "Ramón Ballesteros Mora",
    "Sara Piñeiro Souto", "Ulises Padrón Déniz", "Virginia Carmona Ávila", "Zoe Arribas Galán",
)
"""Customers of other shifts, whose orders the portal holds already."""

_HOMES = (
    ("Calle de Alcalá", "28014 Madrid"), ("Calle de Embajadores", "28012 Madrid"),
    ("Calle de Bravo Murillo", "28020 Madrid"), ("Avenida de la Albufera", "28038 Madrid"),
    ("Calle Mayor", "28801 Alcalá de Henares"), ("Calle de la Constitución", "28931 Móstoles"),
    ("Carrer de Mallorca", "08013 Barcelona"), ("Carrer de Sants", "08014 Barcelona"),
    ("Rambla de Catalunya", "08007 Barcelona"), ("Carrer de Sant Pere", "08202 Sabadell"),
    ("Carrer Nou", "17001 Girona"), ("Calle San Jacinto", "41010 Sevilla"),
    ("Avenida de la Buhaira", "41018 Sevilla"), ("Calle Ancha", "11001 Cádiz"),
    ("Calle Larios", "29005 Málaga"), ("Camino de Ronda", "18004 Granada"),
    ("Paseo de la Victoria", "14008 Córdoba"), ("Calle Colón", "46004 Valencia"),
    ("Avenida del Puerto", "46021 Valencia"), ("Calle San Vicente", "03004 Alicante"),
    ("Calle Trapería", "30001 Murcia"), ("Calle del Coso", "50003 Zaragoza"),
    ("Calle Ercilla", "48009 Bilbao"), ("Calle San Martín", "20005 Donostia-San Sebastián"),
    ("Calle Dato", "01005 Vitoria-Gasteiz"), ("Calle Estafeta", "31001 Pamplona"),
    ("Calle Portales", "26001 Logroño"), ("Rúa do Príncipe", "36202 Vigo"),
    ("Calle Real", "15003 A Coruña"), ("Calle Uría", "33003 Oviedo"),
    ("Calle Burgos", "39008 Santander"), ("Calle Santiago", "47001 Valladolid"),
    ("Calle Toro", "37002 Salamanca"), ("Avenida de los Reyes Católicos", "09004 Burgos"),
    ("Calle Triana", "35002 Las Palmas de Gran Canaria"), ("Calle Castillo", "38003 Santa Cruz de Tenerife"),
    ("Avinguda de Jaume III", "07012 Palma"), ("Avenida de España", "02002 Albacete"),
)
_DOORS = ("bajo A", "1.º izda.", "2.º dcha.", "3.º B", "4.º C", "ático", "esc. 2, 1.º A", "6.º 2.ª", "")
_BANKS = ("0049", "0081", "0182", "2080", "2085", "2100")
_DOMAINS = ("example.com", "example.org", "example.net")
# fmt: on


def draw(what: str, number: int, below: int) -> int:
    """A number from 0 to below `below`: the same one for the same words, on every machine and Python."""
    digest = hashlib.sha256(f"{what}/{number}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % below


def person(name: str, papers: Papers, number: int) -> Person:
    """Everything about the person or company with this name; `number` is theirs alone."""
    street, town = _HOMES[draw("home", number, len(_HOMES))]
    door = _DOORS[draw("door", number, len(_DOORS))]
    return Person(
        name=name,
        document=_document(papers, number),
        birth_date=date(
            1947 + draw("year", number, 58), 1 + draw("month", number, 12), 1 + draw("day", number, 28)
        ),
        email=_email(name, number),
        phone=mobile("contact", number),
        address=f"{street} {1 + draw('house', number, 180)}, {f'{door}, ' if door else ''}{town}",
        iban=_iban(number),
    )


def mobile(what: str, number: int) -> str:
    """A mobile number as people write it: "+34 612 34 56 78"."""
    digits = f"6{draw(what, number, 10**8):08d}"
    return f"+34 {digits[:3]} {digits[3:5]} {digits[5:7]} {digits[7:]}"


def _document(papers: Papers, number: int) -> str:
    # Numbers that have not been given to anybody: DNIs have not reached 90 million, NIEs not Z9.
    match papers:
        case Papers.DNI:
            digits = f"{90_000_000 + draw('dni', number, 10**7):08d}"
            return f"{digits}{dni.calc_check_digit(digits)}"
        case Papers.NIE:
            digits = f"Z9{draw('nie', number, 10**6):06d}"
            return f"{digits}{nie.calc_check_digit(digits)}"
        case Papers.CIF:
            digits = f"B99{draw('cif', number, 10**5):05d}"
            return f"{digits}{cif.calc_check_digits(digits)[0]}"


def _email(name: str, number: int) -> str:
    bare = unicodedata.normalize("NFKD", name)
    words = ["".join(c for c in word if c.isascii() and c.isalpha()) for word in bare.split()]
    first, last = words[0], words[-1]
    text = f"{first}.{last}@{_DOMAINS[draw('domain', number, len(_DOMAINS))]}"
    # Some people type their own address with capitals; this portal keeps none.
    return text if number % 9 == 0 else text.lower()


def _iban(number: int) -> str:
    """A Spanish account with right check digits, in groups of four."""
    bank = _BANKS[draw("bank", number, len(_BANKS))]
    branch, account = f"{draw('branch', number, 10_000):04d}", f"{draw('account', number, 10**10):010d}"
    check = ccc.calc_check_digits(f"{bank}{branch}00{account}")
    compact = ccc.to_iban(f"{bank}{branch}{check}{account}")
    return " ".join(compact[start : start + 4] for start in range(0, len(compact), 4))
