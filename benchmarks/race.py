"""Let the subjects do the same job in turns, and believe only what the page says it received."""

import random
import secrets
from collections.abc import Callable, Iterable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks.crew import Answer, Contender, Crewman, Failed, Missing
from benchmarks.fields import CHALLENGE
from benchmarks.site import Received, Site
from benchmarks.summary import Run
from benchmarks.values import PEOPLE, a_contract, typed

ARRIVES_S = 5.0
"""How long the page's own report may take after the subject thinks that it is done."""

PAGES = ("challenge", "order-plain", "order-react")
"""The benches of this module: each is a page."""


@dataclass(slots=True)
class Raced:
    """What came of the races: bench → its runs, and subject → why it cannot be had here."""

    runs: dict[str, list[Run]] = field(default_factory=dict)
    missing: dict[str, str] = field(default_factory=dict)


def race(
    site: Site,
    benches: Iterable[str],
    subjects: Iterable[Contender],
    *,
    browser: str,
    turns: int,
    seed: int,
    say: Callable[[str], None],
) -> Raced:
    """Let the subjects take turns.

    Args:
        site: serves the pages.
        benches: names of `PAGES`.
        subjects: who takes part.
        browser: path of the one that all of them start.
        turns: how often each does each job; one more, not counted, comes first.
        seed: of the order within a turn.
        say: told what goes on.
    """
    raced = Raced()
    shuffle = random.Random(seed).shuffle
    with ExitStack() as stack:
        crew = []
        for subject in subjects:
            say(f"starting {subject.name}")
            try:
                crew.append(stack.enter_context(Crewman(subject, browser)))
            except Missing as why:
                raced.missing[subject.name] = str(why)
        for bench in benches:
            able = [one for one in crew if not (bench == "challenge" and one.subject.label_only)]
            for turn in range(turns + 1):
                # The first turn compiles scripts and fills caches: it is a rehearsal.
                say(f"{bench}: {f'turn {turn} of {turns}' if turn else 'rehearsal'}")
                shuffle(able)
                runs = [_run(site, bench, one, turn) for one in able]
                raced.runs.setdefault(bench, []).extend(runs if turn else [])
    return raced


def _run(site: Site, bench: str, one: Crewman, turn: int) -> Run:
    token = secrets.token_hex(6)
    url = f"{site.url}/{bench}?run={token}"
    wanted: Mapping[str, Any]
    try:
        if bench == "challenge":
            wanted = {"right": len(CHALLENGE) * len(PEOPLE), "round": len(PEOPLE)}
            answer = one.work("challenge", f"{url}&seed={turn}", people=PEOPLE)
        else:
            wanted = typed(a_contract(turn))
            answer = one.work("order", url, order=wanted, number=turn)
    except Failed as why:
        return Run(one.subject.name, turn, trouble=str(why))
    received = site.received(token, within_s=ARRIVES_S)
    return Run(
        one.subject.name,
        turn,
        wall_ms=answer.wall_ms,
        cpu_ms=answer.cpu_ms,
        scripted=bool(received.clicks.get("scripted")),
        trouble=trouble_of(bench, answer, received, wanted),
    )


def trouble_of(bench: str, answer: Answer, received: Received, wanted: Mapping[str, Any]) -> str | None:
    """Why a run does not count; `None` when the page's own script got all that was wanted, once, and it was shown."""
    if received.posts != 1:
        return f"the page sent {received.posts} reports, not one"
    if wrong := sorted(key for key in wanted if received.content.get(key) != wanted[key]):
        first = wrong[0]
        return (
            f"the page did not get {', '.join(wrong)}: {received.content.get(first)!r} for {wanted[first]!r}"
        )
    shown = "is 100%" if bench == "challenge" else received.number
    if shown not in answer.shown:
        return f"'{answer.shown}' was read, not '{shown}'"
    return None
