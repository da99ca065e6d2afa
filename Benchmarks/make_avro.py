"""Writes an Avro file of 14 columns of text, snappy, for `sojourn-benchmarks --avro`. Needs fastavro and cramjam.

usage: make_avro.py FILE.avro [ROWS]
"""

import random
import sys

from fastavro import parse_schema, writer

generator = random.Random(1)
names = [f"column_{number}" for number in range(14)]
schema = parse_schema(
    {"type": "record", "name": "row", "fields": [{"name": name, "type": ["null", "string"]} for name in names]}
)
texts = [[f"v{number}-{generator.randrange(10 ** generator.randrange(3, 9))}" for _ in range(1000)] for number in range(14)]


def rows(count):
    for _ in range(count):
        yield {name: texts[number][generator.randrange(1000)] for number, name in enumerate(names)}


with open(sys.argv[1], "wb") as file:
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 1_000_000
    writer(file, schema, rows(count), codec="snappy", sync_interval=64_000)
