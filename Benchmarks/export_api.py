#!/usr/bin/env python3
"""Measures `sojourn ingest heap-api` against `heap-sandbox` over loopback HTTP.

    make build heap-sandbox
    python3 Benchmarks/export_api.py [--events 2000000] [--connections 4] [--limit 10000] [--commit-size 128MB] [--floor 200000]

Both processes share the machine's cores. Prints events a second from the first request to the last commit, and the
CPU time of the connector, which does not depend on what else the machine does. Exits with 1 below --floor, or when
the store holds another number of events than the server has.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=int, default=2_000_000)
    parser.add_argument("--connections", type=int, default=4)
    parser.add_argument("--limit", type=int, default=10_000, help="rows per page")
    parser.add_argument("--commit-size", default="128MB", help="as of sojourn ingest heap-api")
    parser.add_argument("--floor", type=int, default=200_000, help="events a second below which this fails")
    parser.add_argument("--executables", default=str(ROOT / ".build/release"))
    options = parser.parse_args()
    binaries = Path(options.executables)

    with tempfile.TemporaryDirectory() as scratch:
        profile = Path(scratch) / "profile.yml"
        text = (ROOT / "datasets/heap-sandbox.profile.yml").read_text()
        text = text.replace("connections: 4", f"connections: {options.connections}")
        text = text.replace("limit: 10000", f"limit: {options.limit}")
        profile.write_text(text)
        server = subprocess.Popen(
            [binaries / "heap-sandbox", "--recipe", ROOT / "datasets/shop.yml", "--events", str(options.events),
             "--seed", "7", "--port", "0",
             # After the last event of the recipe, so that every event is there to be read from the first request on.
             "--now", "2027-07-01T00:00:00Z"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            ready = json.loads(server.stdout.readline())
            environment = dict(os.environ, SOJOURN_CLIENT_ID=ready["client_id"],
                               SOJOURN_CLIENT_SECRET=ready["client_secret"])
            store = Path(scratch) / "store"
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.monotonic()
            subprocess.run(
                [binaries / "sojourn", "ingest", "heap-api", "--profile", profile, "--base-url", ready["address"],
                 "--store", store, "--since", "2026-01-01", "--object", "events", "--progress", "never",
                 "--commit-size", options.commit_size],
                check=True, env=environment, stdout=subprocess.DEVNULL)
            elapsed = time.monotonic() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            shown = subprocess.run(
                [binaries / "sojourn", "query", "show events", "--store", store, "--format", "json"],
                check=True, capture_output=True, text=True)
            stored = sum(event["events"] for event in json.loads(shown.stdout)["result"]["events"])
        finally:
            server.terminate()
            server.wait()

    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    rate = stored / elapsed
    print(f"{stored:,} events in {elapsed:.2f} s: {rate:,.0f} events/s; "
          f"connector {cpu:.2f} s of CPU, {cpu / stored * 1e6:.2f} µs per event; "
          f"at most {after.ru_maxrss / 1024:,.0f} MiB")
    if stored != ready["events"]:
        print(f"the server has {ready['events']:,} events", file=sys.stderr)
        return 1
    return 0 if rate >= options.floor else 1


if __name__ == "__main__":
    sys.exit(main())
