#!/usr/bin/env python3
"""Measures a large experiment and a large bootstrap, and checks the answer.

    python3 Benchmarks/experiments.py                       # 50,000,000 events, 10 million units, 20 goals
    python3 Benchmarks/experiments.py --events 5000000 --bootstrap-events 500000

First a small log is answered by Sojourn and by a plain model in Python, which must agree on every count and sum. Then the
large one is generated, ingested and asked Benchmarks/experiments.soj; time and peak memory of the process are printed,
and the population must add up, the split and every other check must be as an A/A test should be. Exit code 1 when
something is wrong or more than 512 MiB of memory were used.
"""

import argparse
import collections
import datetime
import json
import os
import pathlib
import resource
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
RECIPE = HERE.parent / "datasets" / "experiment.yml"
LIMIT = 512 * 1024  # KiB
DAY = 86_400_000


def run(arguments, output):
    """Seconds and peak KiB of a process, in a child of its own so that the peak is its own."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        start = time.monotonic()
        with open(output, "wb") as file:
            code = subprocess.run([str(a) for a in arguments], stdout=file, stderr=subprocess.DEVNULL).returncode
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        figures = [code, time.monotonic() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss]
        os.write(write, json.dumps(figures).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        code, wall, cpu, peak = json.loads(pipe.read())
    os.waitpid(child, 0)
    if code != 0:
        sys.exit(f"{' '.join(map(str, arguments))} ended with {code}")
    return wall, cpu, peak


def store(sojourn, folder, events, seed):
    log, place = folder / f"experiment-{events}.jsonl.zst", folder / f"experiment-{events}-store"
    if not place.exists():
        run([sojourn, "generate", RECIPE, "--events", events, "--seed", seed, "--force", "-o", log], os.devnull)
        wall, cpu, peak = run([sojourn, "ingest", "jsonl", log, "--store", place, "--progress", "never"], os.devnull)
        print(f"ingest of {events:,} events: {wall:.1f} s, peak {peak / 1024:.0f} MiB")
        log.unlink()
    return place


# The plain model: one dictionary of users, one pass per goal.


def converts(steps, days):
    def value(events, start):
        inside = [e for e in events if start <= e[0] <= start + days * DAY]

        def reaches(index, since, used):
            if index == len(steps):
                return True
            return any(
                place not in used and e[1] == steps[index] and e[0] >= since
                and reaches(index + 1, e[0], used | {place})
                for place, e in enumerate(inside))

        return 1 if reaches(0, start, frozenset()) else 0

    return value


def total(name, days, cap=None, number=False):
    def value(events, start):
        chosen = [e for e in events if (name is None or e[1] == name) and start <= e[0] <= start + days * DAY]
        amount = sum(e[2] for e in chosen) if number else len(chosen)
        return amount if cap is None else min(cap, amount)

    return value


def retained(name, first, last):
    def value(events, start):
        return 1 if any(
            (name is None or e[1] == name) and start + first * DAY <= e[0] <= start + last * DAY for e in events) else 0

    return value


MODEL = {
    0: converts(["event_02"], 14), 1: converts(["event_05"], 14), 2: converts(["event_11"], 7),
    3: converts(["event_03", "event_04"], 14), 4: converts(["event_01", "event_02", "event_03"], 14),
    5: total("event_01", 14), 6: total(None, 7), 7: total("event_06", 14, cap=100, number=True),
    8: total("event_07", 14, number=True), 11: retained(None, 7, 14), 12: retained("event_01", 1, 7),
    13: converts(["event_20"], 1),
}


def check_small(sojourn, folder):
    log, place = folder / "experiment-small.jsonl", folder / "experiment-small-store"
    run([sojourn, "generate", RECIPE, "--events", 60_000, "--seed", 3, "--force", "-o", log], os.devnull)
    run(["rm", "-rf", place], os.devnull)
    run([sojourn, "ingest", "jsonl", log, "--store", place, "--progress", "never"], os.devnull)
    answer = folder / "experiment-small.json"
    run([sojourn, "query", "-f", HERE / "experiments.soj", "--store", place, "--format", "json"], answer)
    result = json.loads(answer.read_text())["result"]
    users = collections.defaultdict(list)
    variants = {}
    epoch = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
    for line in log.open():
        row = json.loads(line)
        moment = datetime.datetime.fromisoformat(row["timestamp"].replace("Z", "+00:00")) - epoch
        milliseconds = round(moment.total_seconds() * 1000)
        users[row["user_id"]].append((milliseconds, row["event"], float(row["amount"])))
        variants[row["user_id"]] = row["variant"]
    wrong = 0
    for index, value in MODEL.items():
        metric = result["metrics"][index]
        expected = collections.Counter()
        for user, events in users.items():
            expected[variants[user]] += value(events, min(e[0] for e in events))
        for arm in metric["arms"]:
            found = arm["converters"] if "converters" in arm and arm["converters"] is not None else arm["sum"]
            if abs(found - expected[arm["arm"]]) > 1e-6 * max(1, abs(found)):
                wrong += 1
                print(f"  {metric['name']}, {arm['arm']}: sojourn {found}, plain model {expected[arm['arm']]}")
    units = collections.Counter(variants.values())
    for arm in result["population"][-1]["arms"]:
        wrong += arm["units"] != units[arm["arm"]]
    print(f"plain model, {len(users):,} users, {len(MODEL)} goals: {'agrees' if wrong == 0 else 'DIFFERS'}")
    return wrong


def check_large(result):
    wrong = []
    rows = result["population"]
    by_stage = collections.Counter()
    for row in rows:
        by_stage[row["stage"]] += row["total"]
    if by_stage["seen"] - by_stage["not-exposed"] != by_stage["exposed"]:
        wrong.append("seen less not exposed")
    if by_stage["exposed"] - by_stage["excluded"] != by_stage["analysed"]:
        wrong.append("exposed less excluded")
    if any(check["status"] == "fail" for check in result["health"]):
        wrong.append("a health check failed")
    if sum(arm["units"] for day in result["days"] for arm in day["arms"]) != by_stage["analysed"]:
        wrong.append("units by day")
    if result["verdict"]["name"] not in ("no-difference-shown", "non-inferior"):
        wrong.append(f"verdict {result['verdict']['name']}")
    return by_stage["analysed"], wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sojourn", default=HERE.parent / ".build" / "release" / "sojourn", type=pathlib.Path)
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--bootstrap-events", type=int, default=5_010_000)
    parser.add_argument("--folder", type=pathlib.Path, default=HERE / "data")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    sojourn, folder = arguments.sojourn, arguments.folder
    failed = check_small(sojourn, folder)

    place, answer = store(sojourn, folder, arguments.events, 1), folder / "experiment-large.json"
    wall, cpu, peak = run(
        [sojourn, "query", "-f", HERE / "experiments.soj", "--store", place, "--format", "json"], answer)
    units, wrong = check_large(json.loads(answer.read_text())["result"])
    print(f"20 goals over {units:,} units, {arguments.events:,} events: {wall:.1f} s ({cpu:.1f} s of CPU), "
          f"peak {peak / 1024:.0f} MiB; {'adds up' if not wrong else 'WRONG: ' + ', '.join(wrong)}")
    failed += len(wrong) + (peak > LIMIT)

    place, answer = store(sojourn, folder, arguments.bootstrap_events, 2), folder / "experiment-bootstrap.json"
    statement = ("experiment b exposure any variant variant control 'A' "
                 "goal sum(amount) of event_07 within 14d method bootstrap resamples 2000")
    wall, cpu, peak = run([sojourn, "query", statement, "--store", place, "--format", "json"], answer)
    result = json.loads(answer.read_text())["result"]
    interval = result["metrics"][0]["comparisons"][0]["interval"]
    run([sojourn, "query", statement.replace("bootstrap resamples 2000", "fixed"), "--store", place,
         "--format", "json"], answer)
    normal = json.loads(answer.read_text())["result"]["metrics"][0]["comparisons"][0]["interval"]
    # So many units make the bootstrap's interval the normal one but for the noise of 2,000 draws.
    distance = max(abs(a - b) for a, b in zip(interval, normal)) / (normal[1] - normal[0])
    units = result["population"][-1]["total"]
    print(f"2,000 resamples of {units:,} units: {wall:.1f} s ({cpu:.1f} s of CPU), peak {peak / 1024:.0f} MiB; "
          f"{'as the normal interval' if distance < 0.05 else 'WRONG: far from the normal interval'}")
    failed += distance >= 0.05
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
