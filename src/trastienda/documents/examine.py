"""Read the papers of a sale and judge them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from trastienda.documents.folder import papers_in
from trastienda.documents.question import Question
from trastienda.documents.reader import Reader
from trastienda.domain.facts import PortalFacts
from trastienda.domain.finding import Finding
from trastienda.domain.papers import Reading
from trastienda.domain.sale import Sale
from trastienda.domain.templates import Template
from trastienda.errors import WorkspaceError, did_you_mean
from trastienda.rules.papers import Judgement, judge, missing_papers


@dataclass(frozen=True, slots=True)
class Form:
    """A template with what belongs to it.

    Attributes:
        name: of its file, without the suffix.
        roots: the certificates that it trusts, as their files hold them.
    """

    name: str
    template: Template
    roots: tuple[bytes, ...] = ()

    def must_suit(self, sale_type: type[Sale]) -> None:
        """Check that the sale has every field that the template names.

        Raises:
            WorkspaceError: it has not; each is named with the nearest known one.
        """
        known = sale_type.model_fields
        faults = [
            f"config/documents/{self.name}.toml: {sale_type.__name__} has no field '{field}'."
            f"{did_you_mean(field, known)}"
            for field in dict.fromkeys(self.template.sale_fields)
            if field not in known
        ]
        if faults:
            raise WorkspaceError("\n".join(faults))


@dataclass(frozen=True, slots=True)
class Filing:
    """Where the papers of a portal's sales lie, and what those that every sale needs look like, by template."""

    folder: Path
    forms: Mapping[str, Form]


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of a sale, read and judged.

    Attributes:
        form: the name of its template.
    """

    form: str
    file: Path
    reading: Reading
    judgement: Judgement


def examine(
    file: Path, sale: Sale, form: Form, facts: PortalFacts, *, reader: Reader, now: datetime
) -> Paper:
    """Read a file and compare it with a sale.

    Args:
        now: the aware time at which certificates must be valid.

    Raises:
        OSError: the file is not there, or may not be read.
    """
    signature = form.template.signature
    question = Question(box=signature.box if signature else None, roots=form.roots, moment=now)
    reading = reader.read_file(file, question)
    return Paper(form.name, file, reading, judge(sale, reading, form.template, facts))


def examine_all(
    folder: Path, sale: Sale, forms: Mapping[str, Form], facts: PortalFacts, *, reader: Reader, now: datetime
) -> tuple[list[Paper], tuple[Finding, ...]]:
    """Every paper of a sale that lies in the folder, and a finding for each that is missing.

    Raises:
        WorkspaceError: there is no such folder, or a paper is there twice.
    """
    there = papers_in(folder, sale.reference, forms)
    papers = [examine(file, sale, forms[name], facts, reader=reader, now=now) for name, file in there.items()]
    return papers, missing_papers(facts.papers.required, there)
