"""Selector books that are wrong, and what is said of them."""

from pathlib import Path

import pytest

from trastienda.errors import BookError
from trastienda.portal.bookfile import load_book

CARRIER = Path(__file__).parents[2] / "selectors" / "carrier.yaml"

RIGHT = """\
pages:
  login: /login
  order: "/pedidos/{number}"
signed_in: {role: button, name: Salir}
sign_in:
  user: {label: Usuario}
  password: {label: Contraseña}
  submit: {role: button, name: Entrar}
  refused: {role: alert}
refused: {role: alert}
elements:
  next: {role: button, name: Siguiente}
forms:
  holder:
    holder_id: {label: DNI}
    province: {label: Provincia, by_page: true}
lists:
  orders:
    reference: Número
    columns: {holder_id: Documento}
    nothing: {role: status}
records:
  order:
    reference: Número
    terms:
      holder_id: Documento
commits:
  save:
    press: {role: button, name: Guardar}
    done:
      shows: {heading: Guardado}
      reference: {test_id: numero}
    refused: {role: alert}
"""


def said_of(folder: Path, text: str) -> str:
    """What is said of a book, without the path of its folder."""
    path = folder / "carrier.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BookError) as error:
        load_book(path)
    return str(error.value).replace(f"{folder}/", "")


def test_the_book_of_the_sample_portal_is_right() -> None:
    book = load_book(CARRIER)

    assert book.path("login") == "/login"
    assert str(book.commit("save").press) == "role 'button', name 'Guardar pedido'"


def test_the_book_that_the_other_tests_break_is_right(tmp_path: Path) -> None:
    path = tmp_path / "carrier.yaml"
    path.write_text(RIGHT, encoding="utf-8")

    assert load_book(path).sale_fields() == {"holder_id": {"forms.holder", "lists.orders", "records.order"}}


FAULTS = {
    "an unknown section": (
        ("lists:\n", "list:\n"),
        "carrier.yaml:17: unknown key 'list' in the book. Did you mean 'lists'?",
    ),
    "an unknown key of an element": (
        ("next: {role: button, name:", "next: {role: button, nombre:"),
        "carrier.yaml:12: unknown key 'nombre' in elements.next. Did you mean 'name'?",
    ),
    "an unknown key of the sign-in": (
        ("  user: {label", "  users: {label"),
        "carrier.yaml:6: unknown key 'users' in sign_in. Did you mean 'user'?",
    ),
    "an unknown key within the sign-in": (
        ("user: {label", "user: {labl"),
        "carrier.yaml:6: unknown key 'labl' in sign_in.user. Did you mean 'label'?",
    ),
    "an unknown key of a form's field": (
        ("by_page: true", "bypage: true"),
        "carrier.yaml:16: unknown key 'bypage' in forms.holder.province. Did you mean 'by_page'?",
    ),
    "an unknown key of a list": (
        ("    nothing:", "    nothin:"),
        "carrier.yaml:21: unknown key 'nothin' in lists.orders. Did you mean 'nothing'?",
    ),
    "an unknown key of a record": (
        ("    terms:\n", "    term:\n"),
        "carrier.yaml:25: unknown key 'term' in records.order. Did you mean 'terms'?",
    ),
    "an unknown key of a commit": (
        ("    press:", "    pres:"),
        "carrier.yaml:29: unknown key 'pres' in commits.save. Did you mean 'press'?",
    ),
    "an unknown key of a success page": (
        ("      shows:", "      show:"),
        "carrier.yaml:31: unknown key 'show' in commits.save.done. Did you mean 'shows'?",
    ),
    "two ways at once": (
        ("{label: DNI}", "{label: DNI, test_id: dni}"),
        "carrier.yaml:15: forms.holder.holder_id: an element is named by exactly one of label, role,",
    ),
    "no way at all": (
        ("{label: DNI}", "{by_page: false}"),
        "carrier.yaml:15: forms.holder.holder_id: an element is named by exactly one of label, role,",
    ),
    "a name without a role": (
        ("{label: DNI}", "{label: DNI, name: dni}"),
        "carrier.yaml:15: forms.holder.holder_id: 'name' goes with 'role'",
    ),
    "css without a reason": (
        ("{label: DNI}", "{css: '#dni'}"),
        "carrier.yaml:15: forms.holder.holder_id: css needs a 'why'",
    ),
    "a role that does not exist": (
        ("refused: {role: alert}\nelements", "refused: {role: alerta}\nelements"),
        "carrier.yaml:10: refused: there is no role 'alerta'. Did you mean 'alert'?",
    ),
    "a fallback of a commit element": (
        (
            "press: {role: button, name: Guardar}",
            "press: {role: button, name: Guardar, fallback: [{test_id: g}]}",
        ),
        "carrier.yaml:28: commits.save: what commits, and what tells its outcome, has no fallback",
    ),
    "a commit element that opens a window": (
        ("press: {role: button, name: Guardar}", "press: {role: button, name: Guardar, opens_window: true}"),
        "carrier.yaml:28: commits.save: what commits opens no window",
    ),
    "a fallback that has nothing to agree with": (
        ("{label: DNI}", "{test_id: dni, fallback: [{label: DNI}]}"),
        "carrier.yaml:15: forms.holder.holder_id: a fallback must bear its element's label",
    ),
    "a fallback of a fallback": (
        ("{label: DNI}", "{label: DNI, fallback: [{label: NIF, fallback: [{test_id: dni}]}]}"),
        "carrier.yaml:15: forms.holder.holder_id: a fallback has no fallback of its own",
    ),
    "an unknown key of a fallback": (
        ("{label: DNI}", "{label: DNI, fallback: [{test_ip: dni}]}"),
        "carrier.yaml:15: unknown key 'test_ip' in forms.holder.holder_id.fallback.0. Did you mean 'test_id'?",
    ),
    "a missing section": (("commits:\n", "elements_too:\n"), "carrier.yaml:1: commits: Field required"),
    "a missing key": (
        ("      shows: {heading: Guardado}\n", ""),
        "carrier.yaml:30: commits.save.done.shows: Field required",
    ),
    "a form without fields": (
        (
            "  holder:\n    holder_id: {label: DNI}\n    province: {label: Provincia, by_page: true}\n",
            "  holder: {}\n",
        ),
        "carrier.yaml:14: forms.holder: Dictionary should have at least 1 item",
    ),
    "a text where an element belongs": (
        ("signed_in: {role: button, name: Salir}", "signed_in: Salir"),
        "carrier.yaml:4: signed_in: Input should be a valid dictionary",
    ),
    "a key that stands twice": (
        ('  order: "/pedidos/{number}"', "  login: /acceso"),
        "carrier.yaml:3: found duplicate key",
    ),
    "a line that is no YAML": (("  login: /login", "  login: [/login"), "carrier.yaml:3: "),
    "a sign-in page that is not among the pages": (
        ("  login: /login\n", "  acceso: /login\n"),
        "sign_in.page: there is no page 'login'.",
    ),
    "an element with the name of a commit": (
        ("  next: {role: button, name: Siguiente}", "  save: {role: button, name: Guardar}"),
        "carrier.yaml:12: elements.save: is a commit element",
    ),
}


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_told_with_its_line_and_the_nearest_name(tmp_path: Path, what: str) -> None:
    (old, new), said = FAULTS[what]
    assert RIGHT.count(old) == 1

    assert said in said_of(tmp_path, RIGHT.replace(old, new))


def test_every_fault_is_told_at_once(tmp_path: Path) -> None:
    said = said_of(tmp_path, RIGHT.replace("{label: DNI}", "{labl: DNI}").replace("terms:", "term:"))

    assert "carrier.yaml:15: unknown key 'labl'" in said
    assert "carrier.yaml:25: unknown key 'term'" in said


@pytest.mark.parametrize("text", ["", "- login\n", "hola\n"])
def test_a_file_that_is_no_book_is_refused(tmp_path: Path, text: str) -> None:
    assert "carrier.yaml: expected sections (pages, forms, ...)" in said_of(tmp_path, text)


def test_a_file_that_is_not_utf_8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "carrier.yaml"
    path.write_bytes(RIGHT.encode("cp1252"))

    with pytest.raises(BookError, match=r"carrier\.yaml: is not UTF-8"):
        load_book(path)


def test_a_book_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(BookError, match=r"none\.yaml: there is no such selector book"):
        load_book(tmp_path / "none.yaml")


@pytest.mark.parametrize(
    ("section", "name", "said"),
    [
        ("path", "ordr", "no page 'ordr'. Did you mean 'order'?"),
        ("element", "nxt", "no element 'nxt'. Did you mean 'next'?"),
        ("element", "save", r"'save' is a commit element: press it with portal.commit\('save'\)"),
        ("form", "holdr", "no form 'holdr'. Did you mean 'holder'?"),
        ("table", "order", "no list 'order'. Did you mean 'orders'?"),
        ("detail", "orders", "no record 'orders'. Did you mean 'order'?"),
        ("commit", "next", "no commit element 'next'. Known: save."),
    ],
)
def test_what_a_bot_asks_for_and_the_book_does_not_have(
    tmp_path: Path, section: str, name: str, said: str
) -> None:
    path = tmp_path / "carrier.yaml"
    path.write_text(RIGHT, encoding="utf-8")

    with pytest.raises(BookError, match=said):
        getattr(load_book(path), section)(name)


def test_a_wall_is_never_the_commit_element(tmp_path: Path) -> None:
    text = RIGHT.replace("elements:\n", "walls:\n  notice: {role: button, name: Guardar}\nelements:\n")

    assert said_of(tmp_path, text).endswith(
        "walls.notice: is the commit element 'save'; nothing presses that by the way"
    )
