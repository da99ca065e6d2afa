#!/usr/bin/env python3
"""Measures Sojourn beside the engines found here, on the same generated events, and checks that answers agree.

One command does everything: generates the events, ingests them, installs the peers into a virtual environment, asks
every engine the same questions and writes a table and a JSON file. A peer that cannot be had is reported as missing.
Exits with 1 when an answer differs: a fast wrong answer is no result.
"""

import argparse
import json
import os
import pathlib
import sys

from comparison import machine, peers, report
from comparison.answers import disagreement
from comparison.questions import QUESTIONS
from comparison.sojourn_engine import CommandFailed, Sojourn

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description="Measures Sojourn beside the engines found here and checks that answers agree.")
    parser.add_argument("--events", type=int, default=10_000_000, help="events to generate (10000000)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the generator (1)")
    parser.add_argument("--recipe", type=pathlib.Path, default=ROOT / "datasets" / "clickstream.yml")
    parser.add_argument("--runs", type=int, default=5, help="measured runs of each question (5)")
    parser.add_argument("--questions", default=",".join(q.id for q in QUESTIONS), help="which to ask (all)")
    parser.add_argument("--peers", default=",".join(peers.PEERS), help="which to compare with (all); empty for none")
    parser.add_argument("--peer-python", type=pathlib.Path, help="a Python that has the peers' packages already")
    parser.add_argument("--sojourn", type=pathlib.Path, default=ROOT / ".build" / "release" / "sojourn")
    parser.add_argument("--data", type=pathlib.Path, default=HERE / "data", help="where data and stores are kept")
    parser.add_argument(
        "--keep-loaded", action="store_true",
        help="ask stores and peers that an earlier run has loaded, and repeat its figures for loading")
    parser.add_argument("--output", type=pathlib.Path, help="the JSON file (DATA/results.json)")
    options = parser.parse_args()
    options.questions = chosen(parser, options.questions, [q.id for q in QUESTIONS])
    options.peers = chosen(parser, options.peers, list(peers.PEERS))
    if options.events < 1 or options.runs < 1:
        parser.error("--events and --runs are at least 1")
    return options


def chosen(parser: argparse.ArgumentParser, text: str, known: list[str]) -> list[str]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in known:
            parser.error(f"{name} is none of {', '.join(known)}")
    return names


def say(text: str):
    print(text, file=sys.stderr, flush=True)


def main() -> int:
    options = arguments()
    folder = options.data / f"{options.recipe.stem}-{options.events}-{options.seed}"
    folder.mkdir(parents=True, exist_ok=True)
    events = folder / "events.jsonl"
    sojourn = Sojourn(options.sojourn, folder / "store")
    if not options.sojourn.exists():
        say(f"There is no {options.sojourn}. Run: make build")
        return 2
    if not events.exists():
        say(f"Generating {options.events:,} events …")
        # The last name is given when the file is whole.
        partial = folder / "partial.jsonl"
        sojourn.generate(options.recipe, options.events, options.seed, partial)
        partial.rename(events)
    kept = folder / "loads.json"
    loads = json.loads(kept.read_text()) if options.keep_loaded and kept.exists() else {}
    if "sojourn" not in loads:
        say("Ingesting into Sojourn …")
        loads["sojourn"] = {"load": sojourn.load(events), "bytes": sojourn.size_in_bytes()}
    results = {
        "schema": 1, "events": options.events, "seed": options.seed, "recipe": options.recipe.name,
        "runs": options.runs, "machine": machine.machine(), "commit": machine.commit(ROOT),
        "swift": machine.swift_version(), "input_bytes": events.stat().st_size,
        "sojourn": loads["sojourn"], "peers": {}, "questions": [],
    }
    engines = loaded_peers(options, folder, events, results["peers"], loads)
    kept.write_text(json.dumps(loads, indent=2) + "\n")
    for question in QUESTIONS:
        if question.id in options.questions:
            say(f"Asking {question.id}: {question.statement}")
            results["questions"].append(asked(question, sojourn, engines, options.runs))
    output = options.output or options.data / "results.json"
    output.write_text(json.dumps(results, indent=2) + "\n")
    print("\n".join(report.lines(results)))
    print(f"\nEvery run is in {os.path.relpath(output)}")
    differs = any(
        outcome.get("disagreement") for question in results["questions"] for outcome in question["engines"].values())
    return 1 if differs else 0


def loaded_peers(
        options, folder: pathlib.Path, events: pathlib.Path, about: dict, loads: dict) -> list[peers.Peer]:
    """The peers that can be had, their data loaded; fills `about` with versions, times, sizes or why one is missing.

    A peer with an entry in `loads` has its data already; the others get one.
    """
    if not options.peers:
        return []
    if options.peer_python:
        python, missing = options.peer_python, {
            name: f"{options.peer_python} has no {peers.PEERS[name]}" for name in options.peers
            if not peers.has_package(options.peer_python, peers.PEERS[name])}
    else:
        python, missing = peers.environment(options.data / "venv", options.peers)
    loaded = []
    for name in options.peers:
        if name in missing:
            about[name] = {"missing": missing[name]}
            continue
        peer = peers.Peer(name, python, folder / name, len(os.sched_getaffinity(0)))
        if name not in loads:
            say(f"Loading into {name} …")
            try:
                outcome = peer.load(events)
            except peers.PeerMissing as reason:
                about[name] = {"missing": str(reason)}
                continue
            loads[name] = {"version": outcome["version"], "load": outcome["load"], "bytes": outcome["bytes"]}
        about[name] = loads[name]
        loaded.append(peer)
    return loaded


def asked(question, sojourn: Sojourn, engines: list[peers.Peer], runs: int) -> dict:
    """One question put to every engine, one after the other so that none disturbs another."""
    try:
        ours = report.summary(sojourn.measure(question, runs))
    except CommandFailed as reason:
        ours = {"error": str(reason)}
    outcomes = {"sojourn": ours}
    for peer in engines:
        try:
            theirs = report.summary(peer.measure(question, runs))
        except peers.PeerMissing as reason:
            theirs = {"error": str(reason)}
        if "error" not in theirs and "error" not in ours:
            theirs["disagreement"] = disagreement(ours["answer"], theirs["answer"])
            theirs["tied_units"] = theirs["answer"].get("tied_units", len(theirs["answer"].get("tied", [])))
            theirs["ratio"] = theirs["median_ms"] / ours["median_ms"] if ours["median_ms"] else None
            theirs["process_ratio"] = theirs["median_ms"] / ours["process_median_ms"]
        outcomes[peer.name] = theirs
    for name, outcome in outcomes.items():
        # Thousands of numbers that nobody reads; what they were compared with is the other engine's.
        if name != "sojourn":
            outcome.pop("answer", None)
    return {"id": question.id, "title": question.title, "statement": question.statement, "engines": outcomes}


if __name__ == "__main__":
    sys.exit(main())
