"""Lists whose choices the page fetches when another list was chosen from."""

import threading
from dataclasses import dataclass
from types import SimpleNamespace

import pytest
from playwright.async_api import Page

from tests.portal.site import Answer, Replying, Request, serving
from tests.portal.small import BUTTON, Opener, page, with_form
from trastienda.portal import form as portal_form

SALE = SimpleNamespace(
    province="Madrid", city="Móstoles", technology="Fibra", plan="Fibra 600", line="600123456"
)
LABELS = {
    "province": "Provincia",
    "city": "Población",
    "technology": "Tecnología",
    "plan": "Tarifa",
    "line": "Línea",
}
BOOK = with_form(**{name: {"label": label} for name, label in LABELS.items()})

FORM = f"""<form method="post" action="/save">
<label for="a">Provincia</label> <select id="a" name="province"><option value="">Elija…<option>Madrid</select>
<label for="b">Población</label> <select id="b" name="city" disabled><option value="">Elija…</select>
<label for="c">Tecnología</label> <select id="c" name="technology"><option value="">Elija…<option>Fibra</select>
<label for="d">Tarifa</label> <select id="d" name="plan" disabled><option value="">Elija…</select>
<label>Línea <input name="line"></label>{BUTTON}</form>"""

FETCHES = """const {province, city, technology, plan, line} = document.forms[0].elements;
const clear = list => { list.length = 1; list.disabled = true; };
const offer = async (list, path) => {
  clear(list);
  const texts = await (await fetch(path)).json();
  texts.forEach(text => list.add(new Option(text)));
  list.disabled = false;
};
province.onchange = () => offer(city, '/cities');
technology.onchange = () => offer(plan, '/plans');"""


@dataclass
class Filled:
    """What the form shows, whether the plans were asked for before the cities came, and how often they were."""

    shown: list[str]
    at_once: list[bool]
    plans_asked: int


def fill(opened: Opener, script: str) -> Filled:
    """Fill the form at a server that gives the cities once it was asked for the plans, or after ten seconds."""
    asked, at_once = threading.Event(), []

    def plans(request: Request) -> Answer:
        asked.set()
        return Answer('["Fibra 300", "Fibra 600"]')

    def cities(request: Request) -> Answer:
        at_once.append(asked.wait(10))
        return Answer('["Madrid", "Móstoles"]')

    async def values(page: Page) -> list[str]:
        return list(
            await page.evaluate("() => [...document.forms[0].elements].map(e => e.value).slice(0, 5)")
        )

    answers: dict[str, Answer | Replying] = {"GET /order": page(FORM, script=script)}
    answers |= {"GET /cities": cities, "GET /plans": plans}
    with serving(answers) as site, opened(site.url, book=BOOK, navigation_timeout_s=30) as portal:
        portal.open("order")
        portal.fill("order", SALE)
        shown = portal.run(values)
    return Filled(shown, at_once, [one.path for one in site.received].count("/plans"))


def test_the_choices_of_two_lists_are_waited_for_at_the_same_time(opened: Opener) -> None:
    filled = fill(opened, FETCHES)

    assert filled == Filled(list(vars(SALE).values()), [True], plans_asked=1)


def test_a_choice_that_a_late_one_undoes_is_made_again(
    opened: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What writes a field again that did not keep its value would hide it, seconds later.
    monkeypatch.setattr(portal_form, "slow_ways", lambda *_, **__: [])

    filled = fill(opened, f"{FETCHES} city.onchange = () => {{ technology.value = ''; clear(plan); }};")

    assert filled == Filled(list(vars(SALE).values()), [True], plans_asked=2)


def test_a_text_is_written_after_the_late_choice_that_stands_before_it(opened: Opener) -> None:
    late = FETCHES.replace("await fetch(path)", "await later(path)")
    later = "const later = path => new Promise(done => setTimeout(() => done(fetch(path)), 300));"
    notes = "line.oninput = () => { document.title = `${city.value}, ${plan.value}`; };"
    order = page(FORM, script=later + late + notes)
    answers = {"GET /cities": Answer('["Móstoles"]'), "GET /plans": Answer('["Fibra 600"]')}

    with serving({"GET /order": order, **answers}) as site, opened(site.url, book=BOOK) as portal:
        portal.open("order")
        portal.fill("order", SALE)

        assert portal.run(Page.title) == "Móstoles, Fibra 600"
