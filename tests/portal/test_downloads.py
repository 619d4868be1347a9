"""Files that a portal gives: taken where the book says so, kept whole, and known again by their hash."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from tests.portal.site import Answer, serving
from tests.portal.small import BOOK, FORM, SAVES, Opener, Order, page
from trastienda.errors import ApplicationException, BookError, BusinessException
from trastienda.portal.facade import Portal

CONTRACT = "%PDF-1.4 contrato de María Muñoz\n" * 100
LINK = "<a href=/file {how}>Contrato</a>"
BOOK_WITH_FILE: dict[str, Any] = {**BOOK, "downloads": {"contract": {"role": "link", "name": "Contrato"}}}


def gives(how: str = "whole", disposition: str = "attachment") -> Answer:
    """A file whose name tells whose it is."""
    headers = [
        ("Content-Type", "application/pdf"),
        ("Content-Disposition", f'{disposition}; filename="Maria_12345678Z.PDF"'),
    ]
    return Answer(CONTRACT, headers=headers, how=how)  # type: ignore[arg-type]  # one of its words


def portal_with(link: str, *, script: str = "", file: Answer | None = None) -> dict[str, Any]:
    return {**SAVES, "GET /one": page(link, script=script), "GET /file": file or gives()}


LATE = """document.querySelector('a').addEventListener('click', async event => {
  event.preventDefault();
  const file = await (await fetch('/file')).blob();
  Object.assign(document.createElement('a'), {href: URL.createObjectURL(file), download: 'x.pdf'}).click();
});"""
WAYS = {
    "link": portal_with(LINK),
    "link with a name": portal_with(LINK.format(how='download="otro.pdf"')),
    "new window": portal_with(LINK.format(how="target=_blank")),
    "script": portal_with(LINK, script=LATE),
    "form": portal_with(
        "<form action=/file><a href=# onclick='this.parentNode.submit(); return false'>Contrato</a></form>"
    ),
}


@pytest.mark.parametrize("way", WAYS)
def test_a_file_is_kept_with_its_size_and_hash_and_without_its_name(
    opened: Opener, tmp_path: Path, way: str
) -> None:
    with serving(WAYS[way]) as site, opened(site.url, book=BOOK_WITH_FILE) as portal:
        portal.open("one")
        given = portal.download("contract")
        kept = list(portal._evidence.files)

    assert (given.name, given.size) == ("contract", len(CONTRACT.encode()))
    assert given.sha256 == hashlib.sha256(CONTRACT.encode()).hexdigest()
    assert kept == [given.path]
    assert Path(given.path).name.endswith("-1-download-contract.pdf")
    (file,) = tmp_path.rglob("*download-contract.pdf")
    assert file.read_text(encoding="utf-8") == CONTRACT


def test_a_form_is_still_read_again_after_a_file_was_taken(opened: Opener) -> None:
    answers = {**portal_with(""), "GET /order": page(FORM + LINK)}

    with serving(answers) as site, opened(site.url, book=BOOK_WITH_FILE) as portal:
        portal.open("order")
        portal.fill("order", Order())
        portal.download("contract")
        portal.run(lambda shown: shown.fill("input", "otra persona"))
        with pytest.raises(BusinessException, match="field_not_taken"):
            portal.commit("save")

    assert site.posts() == []


@pytest.mark.parametrize(
    "answers",
    [
        portal_with(LINK, file=gives(how="half")),
        portal_with(LINK, file=Answer("", headers=[("Content-Disposition", "attachment")])),
        portal_with("<a href=#nothing>Contrato</a>"),
    ],
    ids=["half of it", "empty", "nothing"],
)
def test_a_file_that_does_not_come_whole_is_none(
    opened: Opener, tmp_path: Path, answers: dict[str, Any]
) -> None:
    with serving(answers) as site, opened(site.url, book=BOOK_WITH_FILE, navigation_timeout_s=2) as portal:
        portal.open("one")
        with pytest.raises(ApplicationException):
            portal.download("contract")
        assert portal._evidence.files == []
        assert list(tmp_path.rglob("*download*")) == []


def test_two_files_of_a_name_are_told_and_none_is_taken(opened: Opener) -> None:
    with serving(portal_with(LINK * 2)) as site, opened(site.url, book=BOOK_WITH_FILE) as portal:
        portal.open("one")
        with pytest.raises(BusinessException, match="2 ×"):
            portal.download("contract")

    assert "/file" not in [one.path for one in site.received]


def click_it(portal: Portal) -> None:
    portal.click("contract")


def take_another(portal: Portal) -> None:
    portal.download("contrat")


@pytest.mark.parametrize(
    ("call", "said"),
    [(click_it, r"take it with portal.download\('contract'\)"), (take_another, "Did you mean 'contract'")],
)
def test_a_download_is_taken_by_its_own_word_and_name(opened: Opener, call: Any, said: str) -> None:
    with serving(portal_with(LINK)) as site, opened(site.url, book=BOOK_WITH_FILE) as portal:
        portal.open("one")
        with pytest.raises(BookError, match=said):
            call(portal)
