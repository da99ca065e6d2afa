"""The questions every engine is asked, as Sojourn statements and as plain parameters for the peers.

An answer is a JSON value in a form all engines can give:

    funnel          {"steps": [units, …]}
    grouped funnel  {"groups": {value: [units, …]}}
    paths           {"paths": [[[event, …], count], …], "tied": [[[time, event], …], …]}
    uniques         {"events": {name: [events, users]}}
    retention       {"cohorts": {day: {"size": n, "cells": [units or null, …]}}, "tied_units": n}

The answer of some units hangs on the order of events with equal times. Sojourn keeps the order of the input there, the
peers promise none. So peers also give these units, `tied` with their first events or `tied_units` as a number, and
counts may differ by the units that could make the difference and no more.
"""

import pathlib
import re
from dataclasses import dataclass

DAY_MS = 86_400_000


@dataclass(frozen=True)
class Question:
    id: str
    title: str
    # funnel, grouped-funnel, paths, uniques or retention
    kind: str
    statement: str
    steps: tuple[str, ...] = ()
    window_ms: int = 0
    # Only events whose platform this is.
    platform: str | None = None
    # Paths: how many events of each unit; retention: how many days.
    length: int = 0
    # Paths: how many variants.
    top: int = 0

    def parameters(self) -> dict:
        """What a peer's process is told."""
        return {
            "id": self.id, "kind": self.kind, "steps": list(self.steps), "window_ms": self.window_ms,
            "platform": self.platform, "length": self.length, "top": self.top,
        }


def statements() -> dict[str, tuple[str, str]]:
    """Title and statement by question, from the file that Sojourn reads them from."""
    text = (pathlib.Path(__file__).parent.parent / "questions.soj").read_text()
    found = re.findall(r"^-- (Q\d+): (.+)\n(.+);$", text, re.MULTILINE)
    return {name: (title, statement) for name, title, statement in found}


def question(name: str, kind: str, **parameters) -> Question:
    title, statement = STATEMENTS[name]
    return Question(name, title, kind, statement, **parameters)


STATEMENTS = statements()
SELECTIVE = ("event_005", "event_012", "event_030", "event_080")
FREQUENT = ("event_001", "event_002", "event_003")

QUESTIONS = [
    question("Q1", "funnel", steps=SELECTIVE, window_ms=7 * DAY_MS),
    question("Q2", "funnel", steps=FREQUENT, window_ms=7 * DAY_MS),
    question("Q3", "paths", length=5, top=10),
    question("Q4", "uniques"),
    question("Q5", "grouped-funnel", steps=FREQUENT, window_ms=7 * DAY_MS, platform="web"),
    question("Q6", "retention", steps=("event_005", "event_012"), length=14),
]
