"""What the libraries say reaches the terminal, and does not fill it."""

import subprocess
import sys

A_DISPATCHER_WITHOUT_ITS_DATABASE = """
import logging
from trastienda.engine import logs

logs.set_up()
said = logging.getLogger("dbos")
for poll in range(50):
    said.warning("Exception in queue thread: refused\\n[SQL: SELECT everything]")
    said.warning("Exception polling schedules: Traceback (most recent call last):\\n  File")
said.warning("once more, elsewhere")
"""


def test_a_place_of_the_dispatchers_library_speaks_once_a_minute_and_in_one_line() -> None:
    program = [sys.executable, "-c", A_DISPATCHER_WITHOUT_ITS_DATABASE]

    told = subprocess.run(program, stderr=subprocess.PIPE, text=True, check=True).stderr

    assert [line.split(" WARNING ")[1].removesuffix(" {'source': 'dbos'}") for line in told.splitlines()] == [
        "Exception in queue thread: refused",
        "Exception polling schedules: ",
        "once more, elsewhere",
    ]


WHILE_A_BAR_MOVES = """
import sys
from loguru import logger
from trastienda.engine import logs

logs.set_up()
sys.stderr = sys.stdout
logger.warning("above the bar")
"""


def test_a_line_goes_to_what_is_stderr_when_it_is_said() -> None:
    program = [sys.executable, "-c", WHILE_A_BAR_MOVES]

    told = subprocess.run(program, capture_output=True, text=True, check=True)

    assert "above the bar" in told.stdout
    assert told.stderr == ""
