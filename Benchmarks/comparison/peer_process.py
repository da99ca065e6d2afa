"""The part of a peer's process that is the same for all peers.

A peer runs in a process of its own, so that neither its memory nor its threads touch another's measurement. It is
told what to do by one JSON object on standard input and answers with one on standard output.
"""

import json
import sys
import time


def timed(work):
    """The seconds `work` took and what it returned."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def serve(open_engine):
    """Reads the task, runs it on the engine that `open_engine(task)` gives, and prints the outcome.

    An engine has `version`, `load(path)` → stages in seconds, `size_in_bytes()`, and
    `answer(question)` → a function that asks once and returns raw rows, and one that makes an answer of them.
    """
    task = json.load(sys.stdin)
    engine = open_engine(task)
    outcome = {"version": engine.version, "load": None, "questions": {}}
    if task["action"] == "load":
        outcome["load"] = engine.load(task["path"])
        outcome["bytes"] = engine.size_in_bytes()
    else:
        for question in task["questions"]:
            outcome["questions"][question["id"]] = _measure(engine, question, task["runs"])
    json.dump(outcome, sys.stdout)


def _measure(engine, question, runs):
    try:
        ask, interpret = engine.answer(question)
        rows = ask()  # Not measured: warms caches, and gives the answer.
        times = [timed(ask)[0] * 1000 for _ in range(runs)]
        return {"answer": interpret(rows), "times_ms": times}
    except Exception as error:  # The peer's own words are what a reader needs here.
        return {"error": str(error).strip().splitlines()[0]}
