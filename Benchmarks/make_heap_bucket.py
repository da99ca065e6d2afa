"""Writes a large bucket of Heap Connect quickly: ten dumps of two event tables, users and links. Needs numpy.

usage: make_heap_bucket.py DIRECTORY [ROWS]

Rows of events have 14 columns and some 125 bytes, without a codec; 80 million rows are 10 GB. Users come back in
every dump, a hundredth of the rows was sent before, and one user in ten has a second id. `sojourn generate heap-connect`
makes buckets with more of what makes real ones hard, at a tenth of the speed.
"""

import json
import os
import sys

import numpy

DUMPS = 10
ROWS_PER_FILE = 1_000_000
ROWS_PER_BLOCK = 10_000
MARKER = bytes(range(16))
START = 1_767_225_600_000_000
DAY = 86_400_000_000
TEXTS = {
    "browser": (8, 6), "country": (2, 40), "device_type": (7, 3), "platform": (12, 12), "path": (18, 3_000),
    "target_text": (12, 500), "referrer": (16, 2_000), "utm_campaign": (9, 60), "landing_page": (14, 300),
    "library": (3, 3),
}


def varint(number):
    number = (number << 1) ^ (number >> 63)
    encoded = bytearray()
    while number > 0x7F:
        encoded.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes(encoded + bytes([number]))


def longs(numbers, length):
    """Numbers below 2 ** (7 * length - 1) as varints of that many bytes each, a row of the result per number."""
    zigzag = numbers.astype(numpy.uint64) << numpy.uint64(1)
    columns = [(zigzag >> numpy.uint64(7 * place)) & numpy.uint64(0x7F) for place in range(length)]
    encoded = numpy.stack(columns, axis=1).astype(numpy.uint8)
    encoded[:, : length - 1] |= 0x80
    return encoded


def texts(generator, rows, length, distinct):
    words = numpy.random.default_rng(distinct).integers(97, 123, (distinct, length), dtype=numpy.uint8)
    chosen = words[(generator.random(rows) ** 3 * distinct).astype(numpy.int64)]
    head = numpy.full((rows, 1), length << 1, dtype=numpy.uint8)
    return numpy.concatenate([numpy.full((rows, 1), 2, dtype=numpy.uint8), head, chosen], axis=1)


def event_rows(seed, users, dump):
    generator = numpy.random.default_rng(seed)
    rows = ROWS_PER_BLOCK
    user = (generator.random(rows) ** 2 * users).astype(numpy.int64) + 10**12
    parts = [
        longs(generator.integers(1 << 53, 1 << 54, rows), 8), longs(user, 6),
        longs(user * 1_000 + dump * 10 + generator.integers(0, 3, rows), 8),
        longs(START + dump * DAY + generator.integers(0, DAY, rows), 8),
    ]
    return numpy.concatenate(parts + [texts(generator, rows, *shape) for shape in TEXTS.values()], axis=1).tobytes()


def write(path, fields, blocks):
    schema = json.dumps({"type": "record", "name": "row", "fields": [{"name": n, "type": t} for n, t in fields]}).encode()
    with open(path, "wb") as file:
        file.write(b"Obj\x01" + varint(2))
        for key, value in ((b"avro.codec", b"null"), (b"avro.schema", schema)):
            file.write(varint(len(key)) + key + varint(len(value)) + value)
        file.write(varint(0) + MARKER)
        for rows, content in blocks:
            file.write(varint(rows) + varint(len(content)) + content + MARKER)


def main(directory, rows):
    users = max(1_000, rows // 100)
    event_fields = [(name, "long") for name in ("event_id", "user_id", "session_id", "time")]
    event_fields += [(name, ["null", "string"]) for name in TEXTS]
    user_fields = [("user_id", "long"), ("joindate", "long"), ("last_modified", "long"), ("plan", ["null", "string"])]
    link_fields = [("from_user_id", "long"), ("to_user_id", "long")]
    os.makedirs(f"{directory}/manifests")
    files_per_dump = max(1, rows // DUMPS // ROWS_PER_FILE)
    blocks_per_file = max(1, rows // DUMPS // files_per_dump // ROWS_PER_BLOCK)
    for dump in range(DUMPS):
        tables = []

        def add(name, fields, incremental, files):
            os.makedirs(f"{directory}/sync_{dump + 1}/{name}")
            paths = []
            for number, blocks in enumerate(files):
                path = f"sync_{dump + 1}/{name}/part-{number:05}-c000.avro"
                write(f"{directory}/{path}", fields, blocks)
                paths.append(f"s3://heap-rs3-large/{path}")
            columns = [field for field, _ in fields]
            tables.append({"name": name, "columns": columns, "incremental": incremental, "files": paths})

        def event_file(number):
            for block in range(blocks_per_file):
                # The last block of every file comes once more, as the first of the same file in the next dump.
                again = block == 0 and dump > 0
                origin = (dump - 1, number, blocks_per_file - 1) if again else (dump, number, block)
                yield ROWS_PER_BLOCK, event_rows((7, *origin), users, origin[0])

        click_files = max(1, files_per_dump // 3)
        add("pageviews", event_fields, dump > 0, [event_file(n) for n in range(max(1, files_per_dump - click_files))])
        add("any_click", event_fields, dump > 0, [event_file(n + 1_000) for n in range(click_files)])
        ids = numpy.arange(dump, users, DUMPS) + 10**12
        generator = numpy.random.default_rng(dump)
        joined = START - generator.integers(0, 100 * DAY, len(ids))
        changed = numpy.full(len(ids), START + dump * DAY)
        people = [longs(ids, 6), longs(joined, 8), longs(changed, 8), texts(generator, len(ids), 4, 3)]
        add("users", user_fields, dump > 0, [[(len(ids), numpy.concatenate(people, axis=1).tobytes())]])
        seconds = numpy.arange(9, users, 10)
        links = numpy.concatenate([longs(seconds + 10**12, 6), longs(seconds - 9 + 10**12, 6)], axis=1)
        add("user_migrations", link_fields, False, [[(len(seconds), links.tobytes())]])
        with open(f"{directory}/manifests/sync_{dump + 1}.json", "w") as file:
            json.dump({"dump_id": dump + 1, "tables": tables}, file)


main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 80_000_000)
