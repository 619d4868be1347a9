"""Say whether two records are of one person: the name, with the document and the birth date where they are known."""

import re
from dataclasses import dataclass
from datetime import date

from trastienda.rules.align.counted import names as counted_names
from trastienda.rules.align.counted.persons import ROWS, RULE
from trastienda.rules.align.evidence import Evidence, Part
from trastienda.rules.align.names import aligned
from trastienda.rules.align.tables import RISK, Rows, first_counted, looked_up
from trastienda.rules.align.tokens import one_edit
from trastienda.rules.verdict import LOST, Verdict

EQUAL, EDIT, OTHER, UNKNOWN = "=", "edit", "other", "unknown"

_NIF = re.compile(r"([XYZ]?)(\d{7,8})([A-Z])")
_LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE"


@dataclass(frozen=True, slots=True)
class Person:
    """What a record says of a person.

    An address has no say here: it tells households apart, not the people in them.

    Attributes:
        name: as it is written.
        document: identity document, `None` where the record has none.
        birth: birth date, `None` where the record has none.
    """

    name: str
    document: str | None = None
    birth: date | None = None


def compare_persons(left: Person, right: Person, *, risk: float = RISK) -> Evidence:
    """Say whether two records are of one person.

    Two records that have nothing but a name in common are never a match, however equal the names are: a father and a
    son may share it. Nor are two whose documents are both valid and different.

    Args:
        left, right: the records.
        risk: the error that `match` and `differ` may have.
    """
    names = aligned(left.name, right.name)
    papers, birth = compare_documents(left.document, right.document), compare_births(left.birth, right.birth)
    kin = name_class(names.row, names.kin, counted_names.ROWS)
    row = first_counted(ROWS, *person_codes(names.row, kin, papers, birth))
    verdict, bound = looked_up(row, ROWS, risk)
    if verdict is Verdict.MATCH and not _is_vouched_for(papers, birth):
        verdict = Verdict.UNCLEAR
    return Evidence(
        verdict,
        row,
        RULE,
        bound,
        names.left,
        names.right,
        (
            *names.parts,
            Part("document", papers, left.document or "", right.document or ""),
            Part("birth", birth, str(left.birth or ""), str(right.birth or "")),
        ),
    )


def person_codes(row: str, kin: str, papers: str, birth: str) -> tuple[str, ...]:
    """The codes of a row, of its class, and of the wider classes that leave out the names, then the birth date too.

    Args:
        row, kin: row of the names, and what `name_class` says of it.
        papers, birth: how documents and birth dates stand to each other.
    """
    besides = f"document {papers}; birth {birth}"
    widest = f"any names; document {papers}; birth {'other' if birth == OTHER else 'not other'}"
    return f"{row}; {besides}", f"{kin}; {besides}", f"any names; {besides}", widest


def name_class(row: str, kin: str, rows: Rows) -> str:
    """What a table of names says of two names: joint rows that are too rare are counted by it.

    `names match`, `differ`, or else how many of the counted pairs were one name: `likely` (nine of ten), `unlikely`
    (one of ten at most), `open`.
    """
    row = first_counted(rows, row, kin)
    verdict, _ = looked_up(row, rows, RISK)
    if verdict is not Verdict.UNCLEAR:
        return f"names {verdict}"
    n, same = rows.get(row, (2, 1))
    return "names likely" if same >= 0.9 * n else "names unlikely" if same <= 0.1 * n else "names open"


def compare_documents(left: str | None, right: str | None) -> str:
    """`=`, `edit` (one slip, and a check letter that says so), `other`, or `unknown`.

    A Spanish document with a wrong letter that is more than one slip away is not readable, so it is `unknown`.
    """
    one, other = _bare(left), _bare(right)
    if not one or not other:
        return UNKNOWN
    if one == other:
        return EQUAL
    spanish = [found for found in (_NIF.fullmatch(one), _NIF.fullmatch(other)) if found]
    valid = all(map(_letter_fits, spanish))
    if one_edit(one, other) and not (valid and len(spanish) == 2):
        return EDIT
    return OTHER if valid else UNKNOWN


def compare_births(left: date | None, right: date | None) -> str:
    """`=`, `edit` (one digit, two neighbouring digits exchanged, or day and month exchanged), `other` or `unknown`."""
    if left is None or right is None:
        return UNKNOWN
    if left == right:
        return EQUAL
    turned = (left.year, left.day, left.month) == (right.year, right.month, right.day)
    return EDIT if turned or one_edit(left.isoformat(), right.isoformat()) else OTHER


def _is_vouched_for(papers: str, birth: str) -> bool:
    """Whether more than a name is in common, and neither document nor birth date speaks against it."""
    if papers == EQUAL:
        return True
    return papers != OTHER and birth != OTHER and (papers == EDIT or birth in (EQUAL, EDIT))


def _bare(text: str | None) -> str:
    """A document in capitals without separators, with a lost leading zero back; empty where signs are hidden."""
    if text is None or any(sign in LOST for sign in text):
        return ""
    bare = "".join(sign for sign in text.upper() if sign.isalnum())
    found = _NIF.fullmatch(bare)
    return f"{found[1]}{found[2].zfill(7 if found[1] else 8)}{found[3]}" if found else bare


def _letter_fits(document: re.Match[str]) -> bool:
    """Whether the letter of a DNI or NIE is the one that its number asks for (mod 23)."""
    return (
        _LETTERS[int(f"{'XYZ'.index(document[1]) if document[1] else ''}{document[2]}") % 23] == document[3]
    )
