"""A bot is loaded whole, or every fault of its three files is named."""

import shutil
from pathlib import Path

import pytest

from tests.support.workplace import ROOT
from trastienda.engine.bots import load_bot
from trastienda.errors import WorkspaceError
from trastienda.workspace import Workspace


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    for folder in ("bots", "selectors", "config"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    return Workspace.at(tmp_path)


def change(workspace: Workspace, file: str, before: str, after: str) -> None:
    path = workspace.root / file
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), encoding="utf-8")


def test_the_sample_bot_loads_with_its_sale_and_versions(workspace: Workspace) -> None:
    bot = load_bot(workspace, "carrier")

    assert bot.sale_type.__name__ == "MobileLine"
    assert set(bot.versions) == {"bot", "selectors", "portal"}


def test_sales_of_one_customer_always_go_to_one_account(workspace: Workspace) -> None:
    change(
        workspace,
        "config/portals/carrier.toml",
        "[marker]",
        '[[accounts]]\nname = "second"\nuser = "env:U"\npassword = "env:P"\n\n[marker]',
    )
    bot = load_bot(workspace, "carrier")
    keys = [f"{number:08x}" for number in range(10)]

    assert [bot.account_for(key) for key in keys] == ["backoffice", "second"] * 5


@pytest.mark.parametrize(
    ("file", "before", "after", "said"),
    [
        (
            "config/sectors/telecom.toml",
            '["terms_accepted"]',
            '["terms_acepted"]',
            "config/portals/carrier.toml or config/sectors/telecom.toml validation.consents: MobileLine has no field "
            "'terms_acepted'. Did you mean 'terms_accepted'?",
        ),
        (
            "config/sectors/telecom.toml",
            'of_age = "birth_date"',
            'of_age = "monthly_fee"',
            "validation.of_age: MobileLine.monthly_fee is Money, and this rule looks at date.",
        ),
        (
            "config/portals/carrier.toml",
            "[columns]",
            '[signals]\ncustomer = "holder"\n\n[columns]',
            "config/portals/carrier.toml signals: MobileLine has no field 'holder'. Did you mean 'holder_id'?",
        ),
        ("selectors/carrier.yaml", "iban: {label: IBAN de", "ibam: {label: IBAN de", "Did you mean 'iban'?"),
        (
            "selectors/carrier.yaml",
            "      iban: IBAN\n",
            "",
            "records.order_detail: iban would never be checked",
        ),
        ("bots/carrier.py", "Bot[MobileLine]", "Bot", "does not say which sale it enters"),
        ("bots/carrier.py", "def read(", "def reed(", "lacks the verb(s) read"),
    ],
)
def test_a_fault_is_named_with_its_place_and_the_next_step(
    workspace: Workspace, file: str, before: str, after: str, said: str
) -> None:
    change(workspace, file, before, after)

    with pytest.raises(WorkspaceError) as refused:
        load_bot(workspace, "carrier")

    assert said in str(refused.value)


def test_a_list_that_cannot_tell_two_orders_apart_is_refused(workspace: Workspace) -> None:
    change(workspace, "selectors/carrier.yaml", "      line: Línea\n", "")
    change(
        workspace,
        "selectors/carrier.yaml",
        "      reference: Referencia del distribuidor\n      holder_name",
        "      holder_name",
    )

    with pytest.raises(WorkspaceError, match="without line two orders cannot be told apart"):
        load_bot(workspace, "carrier")


def test_a_bot_that_is_not_there_names_the_nearest_one(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="Did you mean 'carrier'"):
        load_bot(workspace, "carier")
