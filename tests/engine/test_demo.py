"""The main job as `make demo` runs it: sixty sales, a portal that misbehaves, known ends."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.workplace import ROOT, SAMPLES
from trastienda.demo.portal import DemoPortal, Report
from trastienda.demo.portal.client import Admin
from trastienda.demo.stage import PASSWORD, USER

WITHIN_S = 420


@pytest.mark.slow
def test_the_demo_ends_as_expected_and_a_second_one_enters_nothing(tmp_path: Path, browser_path: str) -> None:
    for folder in ("bots", "selectors", "config", "samples"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    expected = json.loads((SAMPLES / "carrier-sales.expected.json").read_text(encoding="utf-8"))

    call(tmp_path, "demo")
    shown = json.loads(call(tmp_path, "runs", "show", "latest", "--json"))
    before = report_of(tmp_path)
    call(tmp_path, "demo")

    ends = {item["source"]["row"]: item for item in shown["items"]}
    assert len(expected) == len(ends) == 60
    for sale in expected:
        end = {
            name: ends[sale["row"]][name] for name in ("sale_reference", "state", "reason", "entered_by_us")
        }
        assert end == {name: sale[name] for name in end}, sale["kind"]
    assert {sale["sale_reference"]: before.of(sale["sale_reference"]).saved for sale in expected} == {
        sale["sale_reference"]: sale["saved"] for sale in expected
    }
    assert report_of(tmp_path).posts == before.posts


def call(workspace: Path, *arguments: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "trastienda", *arguments],
        cwd=workspace,
        env=os.environ,
        capture_output=True,
        text=True,
        timeout=WITHIN_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def report_of(workspace: Path) -> Report:
    """What the demo's portal server received, told by a server on the same file."""
    with (
        DemoPortal(workspace / "runs" / "demo" / "portal.db", users={USER: PASSWORD}) as portal,
        Admin(portal.admin_url) as admin,
    ):
        return admin.report()
