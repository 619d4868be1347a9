"""What an attempt keeps: as much as its level says, legible, and without a secret."""

import base64
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Page

from tests.portal.site import Answer, Request, see_other, serving
from tests.portal.small import BUTTON, DONE, FIELD, FORM, PASSWORD, SAVES, Opener, Order, enter, fill, page
from tests.portal.small import with_answers as answering
from trastienda.domain.evidence import Level, Moment
from trastienda.errors import BusinessException, OutcomeUnknown
from trastienda.portal import trace as trace_module
from trastienda.portal.facade import Portal
from trastienda.portal.trace import raw_traces

TOTP, TOKEN, COOKIE = "492817", "un-token-que-nadie-debe-ver", "una-sesion-que-nadie-debe-ver"
ALL = ("jpg", "html", "aria.yaml")


def kept(portal: Portal) -> list[str]:
    """What was kept, by the ends of the names."""
    return [name.split("-", 5)[5] for name in portal._evidence.files]


def parts(moment: str, endings: Sequence[str] = ALL) -> list[str]:
    return [f"{moment}.{ending}" for ending in endings]


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        (Level.LEAN, parts("confirmation", ("html", "aria.yaml"))),
        (Level.NORMAL, [*parts("form", ("html", "aria.yaml")), *parts("confirmation"), "trace.zip"]),
        (Level.FULL, [*parts("form"), *parts("confirmation"), "trace.zip"]),
    ],
)
def test_an_order_that_goes_well_keeps_what_its_level_says(
    opened: Opener, level: Level, expected: list[str]
) -> None:
    with serving(SAVES) as site, opened(site.url, level=level) as portal:
        enter(portal)
        portal.close()

    assert kept(portal) == expected
    assert sorted(f"evidence/{file.name}" for file in (opened.folder / "evidence").iterdir()) == sorted(
        portal._evidence.files
    )


def test_where_something_went_wrong_is_kept_whole_at_every_level(opened: Opener) -> None:
    broken = answering(save=Answer(status=500))
    with serving(broken) as site, opened(site.url, level=Level.LEAN) as portal:
        with pytest.raises(OutcomeUnknown) as trouble:
            enter(portal)
        portal.keep_trouble(trouble.value)
        portal.close()

    assert kept(portal) == [*parts("trouble"), "trace.zip"]


def test_only_a_full_trace_shows_the_pages(opened: Opener) -> None:
    snapshots = {}
    for level in (Level.NORMAL, Level.FULL):
        with serving(SAVES) as site, opened(site.url, level=level) as portal:
            enter(portal)
            portal.close()
        with zipfile.ZipFile(opened.folder / portal._evidence.files[-1]) as trace:
            actions = trace.read("trace.trace").decode()
        assert "Frame" in actions
        snapshots[level] = "frame-snapshot" in actions

    assert snapshots == {Level.NORMAL: False, Level.FULL: True}


WIDGETS = """<form method="post" action="/save">
  <label>Nombre <input name="nombre"></label>
  <label>Notas <textarea name="notas"></textarea></label>
  <label>Tarifa <select name="tarifa"><option>Fibra</option><option>Móvil</option></select></label>
  <label>Acepta <input type="checkbox" name="acepta"></label>
  <input type="hidden" name="csrf" value="{TOKEN}"><x-campo></x-campo>
  <iframe srcdoc="<label>Portal <input id=n></label>"></iframe><button>Guardar</button></form>""".replace(
    "{TOKEN}", TOKEN
)
SHADOW = "document.querySelector('x-campo').attachShadow({mode: 'open'}).innerHTML = '<input id=s>'"


async def fill_widgets(browser: Page) -> None:
    await browser.get_by_label("Nombre").fill("María")
    await browser.get_by_label("Notas").fill("Piso 3º")
    await browser.get_by_label("Tarifa").select_option("Móvil")
    await browser.get_by_label("Acepta").check()
    await browser.locator("#s").fill("en la sombra")
    await browser.frame_locator("iframe").locator("#n").fill("en el marco")


def test_the_page_of_a_filled_form_shows_every_value_without_running_anything(opened: Opener) -> None:
    with (
        serving({"GET /order": page(WIDGETS, script=SHADOW)}) as site,
        opened(site.url, level=Level.FULL) as portal,
    ):
        portal.open("order")
        portal.run(fill_widgets)
        portal.keep(Moment.FORM)
        html = (opened.folder / portal._evidence.files[1]).read_text(encoding="utf-8")
        seen = portal.run(lambda browser: shown_alone(browser, opened.folder / portal._evidence.files[1]))

    assert seen == ["María", "Piso 3º", "Móvil", True, "en la sombra", "en el marco"]
    assert TOKEN not in html
    assert "<script" not in html


async def shown_alone(browser: Page, file: Path) -> list[Any]:
    """What the file shows in a browser, without the portal."""
    await browser.goto(file.absolute().as_uri())
    return [
        await browser.get_by_label("Nombre").input_value(),
        await browser.get_by_label("Notas").input_value(),
        await browser.get_by_label("Tarifa").input_value(),
        await browser.get_by_label("Acepta").is_checked(),
        await browser.locator("#s").input_value(),
        await browser.frame_locator("iframe").locator("#n").input_value(),
    ]


LOGIN = Answer(
    '<!doctype html><html lang=es><title>Acceso</title><form method="post" action="/login">'
    f'<input type="hidden" name="csrf" value="{TOKEN}"><label>Usuario <input name="user"></label>'
    '<label>Contraseña <input type="password" name="password"></label>'
    '<label>Código <input autocomplete="one-time-code" name="totp"></label><button>Entrar</button></form>'
)
GUARDED = page(
    f'<meta name="csrf-token" content="{TOKEN}"><form method="post" action="/save">{FIELD}'
    f'<input type="hidden" name="csrf" value="{TOKEN}">{BUTTON}</form>',
    script=f"fetch('/api', {{method: 'POST', headers: {{'X-CSRF-Token': '{TOKEN}'}}, body: '{TOKEN}'}})",
)


def guarded() -> dict[str, Any]:
    """A portal that asks for a sign-in with a code, and forgets its first session after two pages."""
    sessions, pages_left = iter(["one", "two"]), {"one": 2, "two": 9}

    def order(request: Request) -> Answer:
        for session, left in pages_left.items():
            if COOKIE + session in request.headers.get("cookie", "") and left:
                pages_left[session] = left - 1
                return GUARDED
        return see_other("/login")

    return {
        "GET /order": order,
        "GET /login": LOGIN,
        "POST /login": lambda _: see_other("/order", f"sesion={COOKIE}{next(sessions)}; Path=/"),
        "POST /api": Answer(f'{{"token": "{TOKEN}"}}'),
        "POST /save": see_other("/done", f"otra={COOKIE}; Path=/"),
        "GET /done": DONE,
    }


def sign_in_with_a_code(portal: Portal) -> None:
    """Signs in by hand, as a bot does whose portal wants a code."""

    async def type_them(browser: Page) -> None:
        await browser.get_by_label("Usuario").fill("ana")
        await browser.get_by_label("Contraseña").fill(PASSWORD)
        await browser.get_by_label("Código").fill(TOTP)
        await browser.get_by_role("button", name="Entrar").click()
        await browser.get_by_role("button", name="Salir").wait_for()

    portal.open("login")
    portal.run(type_them)


def everything_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder, those inside of archives too."""
    for file in folder.rglob("*"):
        if file.is_file():
            yield file.name, file.read_bytes()
        if file.suffix == ".zip":
            with zipfile.ZipFile(file) as archive:
                yield from ((f"{file.name}/{name}", archive.read(name)) for name in archive.namelist())


@pytest.mark.parametrize("level", list(Level))
def test_no_file_holds_a_secret_although_somebody_signs_in_in_the_middle(
    opened: Opener, level: Level
) -> None:
    with (
        serving(guarded()) as site,
        opened(site.url, level=level, sign_in=sign_in_with_a_code) as portal,
    ):
        fill(portal)
        # The session ends here: the form is asked for again, and somebody signs in.
        enter(portal)
        portal.keep_trouble()
        portal.close()

    assert len(site.posts("/login")) == 2
    assert PASSWORD.encode() in site.posts("/login")[1].body
    assert "trace.zip" in kept(portal)
    secrets = [PASSWORD, TOTP, TOKEN, COOKIE]
    found = [
        (name, secret)
        for name, octets in everything_in(opened.folder)
        for secret in secrets
        if secret.encode() in octets
    ]
    assert found == []
    # Nor does Playwright keep a raw trace of what is over.
    assert [file.name for file in raw_traces().iterdir() if file.is_file()] == []
    traced = [text for name, text in everything_in(opened.folder) if name.endswith("trace.zip/trace.trace")]
    assert Order().name in b"".join(traced).decode()


def test_a_page_that_holds_a_password_has_no_aria_snapshot(opened: Opener) -> None:
    changing = page('<label>Nueva contraseña <input type="password"></label>')

    async def type_it(browser: Page) -> None:
        await browser.get_by_label("Nueva contraseña").fill(PASSWORD)

    with serving({"GET /order": changing}) as site, opened(site.url) as portal:
        portal.open("order")
        portal.run(type_it)
        portal.keep_trouble()

    assert kept(portal) == [*parts("trouble", ("jpg", "html")), "trace.zip"]


RED = """async picture => {
  const image = await createImageBitmap(await (await fetch(picture)).blob());
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const {data} = canvas.getImageData(0, 0, image.width, image.height), found = [];
  for (let at = 0; at < data.length; at += 4) {
    if (data[at] > 168 && data[at + 1] < 40 && data[at + 2] < 40) {
      found.push([at / 4 % image.width, Math.floor(at / 4 / image.width)]);
    }
  }
  return found;
}"""


def reds_of_the_case(opened: Opener, portal: Portal) -> list[tuple[int, int]]:
    """Enter an order, which must be a case, and keep it: where its picture shows the red of a mark."""
    with pytest.raises(BusinessException) as trouble:
        enter(portal)
    portal.keep_trouble(trouble.value)
    (picture,) = (name for name in portal._evidence.files if name.endswith("-trouble.jpg"))
    url = f"data:image/jpeg;base64,{base64.b64encode((opened.folder / picture).read_bytes()).decode()}"
    found: list[tuple[int, int]] = portal.run(lambda browser: browser.evaluate(RED, url))
    return found


def box(browser: Page, place: str) -> Any:
    return browser.locator(place).bounding_box()


def test_the_field_that_was_not_taken_is_outlined_and_the_page_is_left_as_it_was(opened: Opener) -> None:
    deep = page(
        f'<p style="height: 1500px">Mucho texto</p>{FORM}',
        script="""
        document.querySelector('[name=nombre]').addEventListener('blur', e => { e.target.value = 'OTRA'; })""",
    )
    with serving({**SAVES, "GET /order": deep}) as site, opened(site.url) as portal:
        red = reds_of_the_case(opened, portal)
        place = portal.run(lambda browser: box(browser, "[name=nombre]"))
        top = portal.run(lambda browser: browser.evaluate("scrollY"))
        left = portal.run(lambda browser: browser.locator("[data-trastienda-mark]").count())

    middle = place["y"] + top + place["height"] / 2
    assert min(x for x, y in red if abs(y - middle) < 2) == pytest.approx(place["x"] - 4, abs=2)
    assert max(x for x, y in red if abs(y - middle) < 2) == pytest.approx(
        place["x"] + place["width"] + 4, abs=3
    )
    assert left == 0
    assert "data-trastienda-mark" not in "".join(
        (opened.folder / name).read_text(encoding="utf-8")
        for name in portal._evidence.files
        if name.endswith("html")
    )


def test_two_equal_buttons_are_both_outlined(opened: Opener) -> None:
    form = FORM.replace(BUTTON, f'{BUTTON}<p style="height: 200px"></p>{BUTTON}')
    with serving({**SAVES, "GET /order": page(form)}) as site, opened(site.url) as portal:
        red = reds_of_the_case(opened, portal)
        boxes = portal.run(
            lambda browser: browser.get_by_role("button", name="Guardar").evaluate_all(
                "all => all.map(one => one.getBoundingClientRect().y)"
            )
        )

    assert len(boxes) == 2
    assert all(any(abs(y - (top - 4)) < 3 for _, y in red) for top in boxes)
    assert not any(boxes[0] + 60 < y < boxes[1] - 60 for _, y in red)


def test_what_is_not_there_is_not_outlined(opened: Opener) -> None:
    with serving({**SAVES, "GET /order": page(FORM.replace(BUTTON, ""))}) as site, opened(site.url) as portal:
        assert reds_of_the_case(opened, portal) == []


def test_a_required_field_that_the_book_does_not_know_is_outlined(opened: Opener) -> None:
    form = FORM.replace(BUTTON, f'<p><label>Código postal <input name="cp" required></label></p>{BUTTON}')
    with serving({**SAVES, "GET /order": page(form)}) as site, opened(site.url) as portal:
        red = reds_of_the_case(opened, portal)
        place = portal.run(lambda browser: box(browser, "[name=cp]"))

    assert any(abs(y - (place["y"] - 4)) < 3 and place["x"] < x < place["x"] + place["width"] for x, y in red)


def test_a_field_in_a_frame_is_outlined_there(opened: Opener) -> None:
    inner = page('<label>Nombre <input name="nombre" readonly></label>')
    outer = page('<iframe src="/inner" style="margin: 150px" width=500 height=200></iframe>' + BUTTON)
    with serving({**SAVES, "GET /order": outer, "GET /inner": inner}) as site, opened(site.url) as portal:
        red = reds_of_the_case(opened, portal)
        place = portal.run(
            lambda browser: browser.frame_locator("iframe").locator("[name=nombre]").bounding_box()
        )

    assert place is not None
    assert any(abs(y - (place["y"] - 4)) < 3 and abs(x - place["x"]) < 30 for x, y in red)


def test_a_folder_that_takes_no_files_costs_the_evidence_and_not_the_order(
    opened: Opener, tmp_path: Path
) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "evidence").write_text("no folder")

    with serving(SAVES) as site, opened(site.url, level=Level.FULL) as portal:
        portal.open("order")
        portal.fill("order", Order())
        reference = portal.commit("save")
        portal.keep(Moment.ORDER)
        portal.keep_trouble()

    assert reference == "P-1"
    assert kept(portal) == []


def test_a_trace_that_cannot_be_read_leaves_no_file_and_no_trouble(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    def torn(raw: Path, clean: Path) -> None:
        raise zipfile.BadZipFile("torn")

    monkeypatch.setattr(trace_module, "scrub", torn)
    with serving(SAVES) as site, opened(site.url) as portal:
        enter(portal)
        portal.close()

    assert "trace.zip" not in kept(portal)
    assert not list(opened.folder.rglob("*.zip"))


def test_a_required_field_without_any_name_is_a_case_all_the_same(opened: Opener) -> None:
    form = FORM.replace(BUTTON, f"<input required>{BUTTON}")
    with serving({**SAVES, "GET /order": page(form)}) as site, opened(site.url) as portal:
        assert reds_of_the_case(opened, portal) == []
