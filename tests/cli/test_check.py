"""`check` names every fault of configuration, selector books and bots, with the nearest known name."""

import pytest

from tests.cli.shell import Shell
from trastienda.workspace import Workspace

BOT, BOOK, FACTS, SECTOR, SETTINGS = (
    "bots/carrier.py",
    "selectors/carrier.yaml",
    "config/portals/carrier.toml",
    "config/sectors/telecom.toml",
    "config/workspace.toml",
)


def faults(trastienda: Shell) -> list[str]:
    answer = trastienda("check", "--json")
    assert answer.code == (2 if answer.facts["faults"] else 0)
    found: list[str] = answer.facts["faults"]
    return found


def test_the_workspace_of_the_repository_is_right(trastienda: Shell) -> None:
    answer = trastienda("check")

    assert answer.code == 0
    assert answer.out == "ok       carrier: bot, selector book and portal fit together\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        (
            BOT,
            'click("next")',
            'click("nxt")',
            "selectors/carrier.yaml has no element 'nxt' (used by bots/carrier.py:",
        ),
        (BOT, 'open("orders"', 'open("order"', "page 'order' (/pedidos/{number}) needs number=…"),
        (BOT, "query=", "quary=", "takes no quary=…. Did you mean 'query'?"),
        (BOT, 'fill("line"', 'fill("lines"', "has no form 'lines'"),
        (BOT, 'rows("order_list")', 'rows("orders_list")', "has no list 'orders_list'"),
        (BOT, 'record("order_detail")', 'record("order_details")', "Did you mean 'order_detail'?"),
        (BOT, 'commit("save")', 'commit("safe")', "has no commit element 'safe'"),
        (
            BOT,
            'commit("save")',
            'click("save")',
            "'save' is a commit element. Press it with portal.commit('save').",
        ),
        (BOT, 'click("next")', 'click("receipt")', "Take it with portal.download('receipt')."),
        (BOT, 'click("next")', 'download("receit")', "has no download 'receit'"),
        (
            BOT,
            'portal.rows("order_list")',
            'portal.commit("save")',
            "find() passes the commit point; only enter() may",
        ),
        (BOT, 'return portal.commit("save")', "return None", "enter() never passes the commit point"),
        (BOT, "def find(", "def find)(", "bots/carrier.py:{line}: unmatched"),
        (BOT, "class MobileLine(Sale):", "class MobileLine(Sale, Missing):", "NameError"),
        (
            BOOK,
            "plan: {label: Tarifa}",
            "plan: {labl: Tarifa}",
            "selectors/carrier.yaml:{line}: unknown key 'labl'",
        ),
        (
            BOOK,
            "plan: {label: Tarifa}",
            "plam: {label: Tarifa}",
            "no field 'plam'. Did you mean 'plan'?",
        ),
        (FACTS, "window_s = 8", "window = 8", "unknown key 'window'"),
        (FACTS, 'identity = ["holder_id", "line"]', 'identity = ["lines"]', "Did you mean 'line'?"),
        (
            FACTS,
            'sector = "telecom"',
            'sector = "telecoms"',
            "config/portals/carrier.toml: validation.sector: there is no config/sectors/telecoms.toml. "
            "Did you mean 'telecom'?",
        ),
        (
            FACTS,
            'sector = "telecom"',
            'sector = "telecom"\nmax_agge = 80',
            "config/portals/carrier.toml: unknown key 'validation.max_agge'. Did you mean 'max_age'?",
        ),
        (
            SECTOR,
            "max_age = 95",
            "max_agge = 95",
            "config/sectors/telecom.toml: unknown key 'max_agge'. Did you mean 'max_age'?",
        ),
        (
            SECTOR,
            "activation = { latest = 365 }",
            "activation = { latests = 365 }",
            "config/sectors/telecom.toml: unknown key 'plausible.activation.latests'. Did you mean 'latest'?",
        ),
        (SECTOR, "max_age = 95", 'sector = "energy"', "a sector's file cannot name another sector"),
        (SECTOR, "max_age = 95", "max_age = 'old'", "config/sectors/telecom.toml: max_age: "),
        (SECTOR, "max_age = 95", "max_age = 3", "max_age = 3 is below min_age = 18"),
        (
            FACTS,
            'sector = "telecom"',
            'sector = "telecom"\nplan = "plan"\nprice = "monthly_fee"\nprice_list = "prices/none.csv"',
            "config/portals/carrier.toml: validation.price_list: there is no config/prices/none.csv.",
        ),
        (
            FACTS,
            'sector = "telecom"',
            'sector = "telecom"\nproof = ["handshake"]',
            "config/portals/carrier.toml: validation.proof.0: ",
        ),
        (FACTS, 'sector = "telecom"', "sector = 1", "config/portals/carrier.toml: validation.sector: "),
        (
            FACTS,
            "[validation]",
            '[signals]\ncustomer = "holder_id"\nshare = ["iban"]\n\n[validation]',
            "unknown key 'signals.share'. Did you mean 'shared'?",
        ),
        (SETTINGS, "language =", "langauge =", "Did you mean 'language'?"),
        (
            SETTINGS,
            'bot = "carrier"',
            'bot = "carrer"',
            "there is no bots/carrer.py. Did you mean 'carrier'?",
        ),
        (SETTINGS, "*/15", "99", "schedule 'carrier-office-hours', cron '99 8-20 * * mon-fri'"),
        (SETTINGS, "mon-fri", "1-5", "write the days of the week by name"),
    ],
)
def test_a_fault_is_named_with_its_place(trastienda: Shell, file: str, old: str, new: str, said: str) -> None:
    trastienda.change(file, old, new)
    said = said.replace("{line}", str(trastienda.lines(file, new.partition("\n")[0])[0]))

    found = faults(trastienda)

    assert [fault for fault in found if said in fault], found
    assert not any(str(trastienda.folder) in fault for fault in found)


def test_a_price_list_is_read_with_its_portal_and_its_faults_are_named(trastienda: Shell) -> None:
    trastienda.change(
        FACTS,
        'sector = "telecom"',
        'sector = "telecom"\nplan = "plan"\nprice = "monthly_fee"\nprice_list = "prices/carrier.csv"',
    )
    trastienda.write("config/prices/carrier.csv", "tarifa;precio;moneda\nMóvil 20 GB;14.90;EUR\n")

    wrong = faults(trastienda)
    trastienda.change("config/prices/carrier.csv", "14.90", "14,90")
    right = faults(trastienda)
    (trastienda.folder / "config/prices/carrier.csv").write_bytes(
        "tarifa;precio;moneda\nMóvil;1,00;EUR".encode("cp1252")
    )
    unreadable = faults(trastienda)

    assert wrong == ["config/prices/carrier.csv:2: saw '14.90 EUR', expected an amount such as 1.029,90 EUR."]
    assert right == []
    assert unreadable == ["config/prices/carrier.csv: it is not UTF-8. Save the price list as CSV UTF-8."]


def test_a_key_of_the_portal_counts_instead_of_its_sectors(trastienda: Shell) -> None:
    trastienda.change(
        FACTS,
        'sector = "telecom"',
        'sector = "telecom"\nmin_age = 21\nconsents = []\n\n[validation.email_typos]\n"gmail.con" = "gmail.es"',
    )

    rules = Workspace.at(trastienda.folder).facts("carrier").validation

    assert (rules.min_age, rules.max_age, rules.consents, rules.of_age) == (21, 95, (), "birth_date")
    assert rules.email_typos["gmail.con"] == "gmail.es"
    assert rules.email_typos["gmial.com"] == "gmail.com"


def test_a_name_is_said_once_with_line_and_nearest_name(trastienda: Shell) -> None:
    trastienda.change(BOOK, "elements:\n  next:", "elements:\n  submit:")
    trastienda.change(BOT, 'portal.click("next")', 'portal.click("submitt")')

    assert faults(trastienda) == [
        f"selectors/carrier.yaml has no element 'submitt' (used by bots/carrier.py:{line}). Did you mean 'submit'?"
        for line in trastienda.lines(BOT, "submitt")
    ]


def test_all_faults_are_named_at_once(trastienda: Shell) -> None:
    trastienda.change(SETTINGS, "language =", "langauge =")
    trastienda.change(FACTS, "window_s = 8", "window = 8")
    trastienda.change(BOOK, "plan: {label: Tarifa}", "plan: {labl: Tarifa}")
    trastienda.change(BOT, "def find(", "def find)(")
    trastienda.write("selectors/__init__.py", "")

    answer = trastienda("check")

    assert answer.code == 2
    for part in ("langauge", "window", "labl", "bots/carrier.py:", "selectors/__init__.py"):
        assert part in answer.out


def test_a_book_without_a_bot_is_a_warning(trastienda: Shell) -> None:
    trastienda.write("selectors/carier.yaml", "pages: {}")

    answer = trastienda("check")

    assert answer.code == 0
    assert "warning  selectors/carier.yaml belongs to no bot" in answer.out
    assert "Did you mean 'carrier'?" in answer.out


def test_a_schedule_within_the_change_of_the_clocks_is_a_warning(trastienda: Shell) -> None:
    trastienda.change(SETTINGS, "*/15 8-20 * * mon-fri", "30 2 * * *")

    answer = trastienda("check", "--json")

    assert answer.code == 0
    assert [warning for warning in answer.facts["warnings"] if "fires twice" in warning]


def test_one_bot_alone_is_checked_without_the_others(trastienda: Shell) -> None:
    trastienda.write("bots/energy.py", "this is no Python")

    assert trastienda("check", "carrier").code == 0
    assert trastienda("check").code == 2
