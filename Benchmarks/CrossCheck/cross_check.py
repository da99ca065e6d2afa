#!/usr/bin/env python3
"""Holds Sojourn's statistics against scipy, statsmodels and pandas.

    python3 -m venv .venv && .venv/bin/pip install scipy statsmodels pandas
    .venv/bin/python Benchmarks/CrossCheck/cross_check.py --sojourn .build/release/sojourn
    .venv/bin/python Benchmarks/CrossCheck/cross_check.py --datasets DIRECTORY

The first part makes cases from a seed, lets `sojourn statistics evaluate -` answer them and compares each figure with
the other library's. The second, with --datasets, reads cookie_cats.csv.gz and ab_test_demo.csv.gz with pandas, works
out the experiment with scipy and compares with the `experiment` statement. Prints a table; the exit code is 1 when
anything differs by more than its tolerance, 2 when it could not be run.
"""

import argparse
import json
import math
import subprocess
import sys

import numpy

from statistics_cases import MAKERS, TOLERANCES, WORDS


def difference(found, expected, floor):
    """The relative difference, 0 where both agree to the floor; infinite where we have no number."""
    if found is None or isinstance(found, str):
        return math.inf
    if found == expected or abs(found - expected) <= floor:
        return 0.0
    return abs(found - expected) / max(abs(expected), 1e-300)


def check_statistics(sojourn, cases_of_each, seed):
    cases, expectations = [], {}
    for maker in MAKERS:
        random = numpy.random.default_rng([seed, MAKERS.index(maker)])
        for number in range(cases_of_each):
            inputs, expected = maker(random)
            name = f"{maker.__name__}/{number}"
            cases.append({"id": name, "kind": maker.__name__, "inputs": inputs})
            expectations[name] = expected
    text = "\n".join(json.dumps(case) for case in cases) + "\n"
    run = subprocess.run([sojourn, "statistics", "evaluate", "-"], input=text, capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit(f"sojourn statistics evaluate failed: {run.stderr}")
    answers = {answer["id"]: answer["result"] for answer in map(json.loads, run.stdout.splitlines())}
    print(f"{'kind':26}{'cases':>7}{'figures':>9}{'largest difference':>20}{'tolerance':>11}  verdict")
    failed = 0
    for maker in MAKERS:
        kind = maker.__name__
        tolerance = TOLERANCES.get(kind, 1e-9)
        figures, unknown, largest, wrong = 0, 0, 0.0, []
        for number in range(cases_of_each):
            name = f"{kind}/{number}"
            for key, expected in expectations[name].items():
                allowed, floor = tolerance, 1e-300
                if isinstance(expected, tuple):
                    (allowed, floor), expected = WORDS[expected[0]], expected[1]
                found = answers.get(name, {}).get(key)
                pairs = zip(found or [None] * len(expected), expected) if isinstance(expected, list) else [(found, expected)]
                for one, other in pairs:
                    # The other library gives up where ours need not.
                    if other is None or math.isnan(other):
                        unknown += 1
                        continue
                    figures += 1
                    gap = difference(one, float(other), floor)
                    largest = max(largest, gap if allowed == tolerance else 0.0)
                    if gap > allowed:
                        wrong.append((name, key, one, other))
        failed += len(wrong)
        verdict = "agrees" if not wrong else f"DIFFERS in {len(wrong)}"
        if unknown:
            verdict += f", {unknown} unknown to the other"
        print(f"{kind:26}{cases_of_each:>7}{figures:>9}{largest:>20.1e}{tolerance:>11.0e}  {verdict}")
        for name, key, one, other in wrong[:3]:
            print(f"    {name} {key}: sojourn {one!r}, other {other!r}")
    return failed


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sojourn", default=".build/release/sojourn", help="the executable")
    parser.add_argument("--cases", type=int, default=25, help="cases of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--datasets", help="a directory with cookie_cats.csv.gz and ab_test_demo.csv.gz")
    arguments = parser.parse_args()
    failed = check_statistics(arguments.sojourn, arguments.cases, arguments.seed)
    if arguments.datasets:
        from experiments import check_experiments

        failed += check_experiments(arguments.sojourn, arguments.datasets, difference)
    print("all agree" if failed == 0 else f"{failed} figures differ")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    try:
        main()
    except (OSError, ImportError, KeyError) as problem:
        print(f"could not be run: {problem!r}", file=sys.stderr)
        sys.exit(2)
