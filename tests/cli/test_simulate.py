"""`trastienda simulate` prints the same bytes for the same seed."""

from pathlib import Path

import pytest

from tests.cli.shell import Answer, Shell

KEYS = {
    "policy", "portal", "sales", "seed", "settled", "duplicates", "duplicates_silent", "lost_silent",
    "wrong_silent_shown", "wrong_silent_unshown", "open", "cases", "searches_per_sale",
}  # fmt: skip


def call(folder: Path, *words: str, hash_seed: str = "0") -> Answer:
    shell = Shell(folder)
    return shell.process("simulate", *words, env={"PYTHONHASHSEED": hash_seed})


def test_the_same_seed_prints_the_same_bytes_outside_of_any_workspace(tmp_path: Path) -> None:
    words = ("--sales", "400", "--seed", "7", "--json")

    first, second = call(tmp_path, *words), call(tmp_path, *words, hash_seed="1")

    assert first.code == 0, first.err
    assert first.out == second.out
    assert first.facts.keys() >= KEYS
    assert (first.facts["policy"], first.facts["portal"], first.facts["sales"]) == ("protocol", "harsh", 400)
    assert list(tmp_path.iterdir()) == []


def test_all_policies_make_a_table(tmp_path: Path) -> None:
    answer = call(tmp_path, "--sales", "50", "--portal", "mild", "--policy", "all")

    header, *lines = answer.out.splitlines()
    assert header.split()[0] == "policy"
    assert [line.split()[0] for line in lines][:2] == ["naive", "queue"]


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        (("--policy", "protocoll"), "Did you mean 'protocol'?"),
        (("--portal", "wild"), "Did you mean 'mild'?"),
    ],
)
def test_a_misspelt_name_is_answered_with_the_nearest_one(
    tmp_path: Path, words: tuple[str, str], hint: str
) -> None:
    answer = call(tmp_path, *words)

    assert answer.code == 2
    assert hint in answer.err
