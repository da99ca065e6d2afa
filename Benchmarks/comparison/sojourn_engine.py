"""Sojourn as a person uses it: through its command line."""

import json
import os
import pathlib
import shutil
import subprocess
import tempfile

from .peer_process import timed


class CommandFailed(Exception):
    """A command of Sojourn ended with an error; the text is what it printed."""


class Sojourn:
    def __init__(self, executable: pathlib.Path, store: pathlib.Path):
        self.executable = str(executable)
        self.store = store

    def run(self, *arguments: str) -> str:
        done = subprocess.run([self.executable, *arguments], capture_output=True, text=True)
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["no message"]
            raise CommandFailed(f"`sojourn {arguments[0]}` ended with {done.returncode}: {last[0]}")
        return done.stdout

    def generate(self, recipe: pathlib.Path, events: int, seed: int, output: pathlib.Path):
        self.run("generate", str(recipe), "--events", str(events), "--seed", str(seed), "-o", str(output))

    def load(self, path: pathlib.Path) -> dict:
        shutil.rmtree(self.store, ignore_errors=True)
        return {"ingest": timed(lambda: self.run("ingest", "jsonl", str(path), "--store", str(self.store)))[0]}

    def size_in_bytes(self) -> int:
        return sum(file.stat().st_size for file in self.store.rglob("*") if file.is_file())

    def measure(self, question, runs: int) -> dict:
        """Warm: the engine's own time, the statement repeated in one process. Cold: whole processes."""
        with tempfile.TemporaryDirectory() as directory:
            script = pathlib.Path(directory) / "repeated.soj"
            script.write_text(f"{question.statement};\n" * (runs + 1))
            done = subprocess.run(
                [self.executable, "query", "-f", str(script), "--store", str(self.store), "--format", "json"],
                capture_output=True, text=True)
        lines = [json.loads(line) for line in done.stdout.splitlines() if line.strip()]
        for line in lines:
            if "error" in line:
                return {"error": line["error"]["message"]}
        if done.returncode != 0 or len(lines) != runs + 1:
            last = done.stderr.strip().splitlines()[-1:] or [f"{len(lines)} results for {runs + 1} statements"]
            return {"error": last[0]}
        cold = [timed(lambda: self._ask(question.statement)) for _ in range(runs)]
        return {
            "answer": interpret(question, lines[0]["result"]),
            # The first run warms caches.
            "times_ms": [line["stats"]["elapsed_ms"] for line in lines[1:]],
            "process_ms": [seconds * 1000 for seconds, _ in cold],
            "peak_memory_bytes": max(memory for _, memory in cold),
        }

    def _ask(self, statement: str) -> int:
        """Runs one statement in a process of its own and gives the process's peak memory."""
        with open(os.devnull, "wb") as nothing:
            child = subprocess.Popen(
                [self.executable, "query", statement, "--store", str(self.store)], stdout=nothing, stderr=nothing)
            _, status, usage = os.wait4(child.pid, 0)
            child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            raise CommandFailed(f"`sojourn query` ended with {child.returncode}")
        return usage.ru_maxrss * 1024


def interpret(question, result: dict) -> dict:
    """A result of `query --format json` in the form answers are compared in."""
    if question.kind == "funnel":
        return {"steps": units_per_step(result)}
    if question.kind == "grouped-funnel":
        groups = {}
        for group in result["groups"]:
            if group["kind"] != "value":
                raise CommandFailed(f"an unexpected group of kind {group['kind']}")
            (value,) = group["group"].values()
            # A group nobody entered is no row in SQL.
            if any(units_per_step(group)):
                groups[value] = units_per_step(group)
        return {"groups": groups}
    if question.kind == "paths":
        # The remainder row is no path.
        rows = [row for row in result["paths"] if row["path"] != ["(other)"]]
        return {"paths": [[row["path"], row["units"]] for row in rows]}
    if question.kind == "uniques":
        return {"events": {row["name"]: [row["events"], row["users"]] for row in result["events"]}}
    cohorts = {}
    for cohort in result["cohorts"]:
        # An empty cohort is listed here and no row in SQL.
        if cohort["size"]:
            cells = [cell and cell["units"] for cell in cohort["cells"]]
            cohorts[cohort["cohort"]] = {"size": cohort["size"], "cells": cells}
    return {"cohorts": cohorts}


def units_per_step(result: dict) -> list[int]:
    return [step["units"] for step in result["steps"]]
