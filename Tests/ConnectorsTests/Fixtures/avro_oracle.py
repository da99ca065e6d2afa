"""Reads and writes random Avro files with fastavro, for the tests that hold ours against it.

usage: avro_oracle.py write DIRECTORY SEED FILES    writes N.avro and N.jsonl, the values each row must become
       avro_oracle.py read DIRECTORY                reads each NAME.avro and writes NAME.jsonl

A line of a .jsonl file is an object of columns: ["i", "7"] whole number, ["d", bits] double, ["s", text], ["b", flag],
["t", microseconds] time. Columns are flattened as docs/heap-connect.md says, here written down a second time.
"""
import datetime, glob, json, random, struct, sys
import fastavro

CODECS = ["null", "deflate", "snappy", "zstandard"]
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)
LETTERS = ["a", "b", "é", "日", '"', "\\", "\n", "\t", "7", " ", "🦉", "/", "\x7f", "\x01"]


class Maker:
    """Makes schemas and rows of them."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.names = 0

    def name(self):
        self.names += 1
        return f"t{self.names}"

    def schema(self):
        fields = [{"name": f"c{n}", "type": self.type(0)} for n in range(self.random.randint(1, 9))]
        return {"type": "record", "name": "root", "namespace": "n", "fields": fields}

    def type(self, depth, in_union=False):
        r = self.random
        simple = [
            "boolean", "int", "long", "float", "double", "string", "bytes",
            {"type": "string", "avro.java.string": "String"},
            {"type": "long", "logicalType": "timestamp-micros"}, {"type": "long", "logicalType": "timestamp-millis"},
            {"type": "int", "logicalType": "date"},
        ]
        pick = r.randrange(20)
        if depth > 3 or pick < 9:
            return r.choice(simple if depth == 0 else simple[:8])
        if pick < 10:
            return {"type": "enum", "name": self.name(), "symbols": ["low", "middle", "high"]}
        if pick < 11:
            return {"type": "fixed", "name": self.name(), "size": r.randint(1, 6)}
        if pick < 12:
            return {"type": "array", "items": self.type(depth + 1)}
        if pick < 13:
            return {"type": "map", "values": self.type(depth + 1)}
        if pick < 15:
            fields = [{"name": f"f{n}", "type": self.type(depth + 1)} for n in range(r.randint(0, 3))]
            return {"type": "record", "name": self.name(), "fields": fields}
        if in_union:
            return "string"
        branches = ["null", r.choice(["string", "long", "double", "int", "bytes"])]
        if r.random() < 0.4:
            branches.append("boolean")
        if r.random() < 0.2:
            fields = [{"name": "u", "type": self.type(depth + 1)}]
            branches.append({"type": "record", "name": self.name(), "fields": fields})
        if r.random() < 0.2:
            branches.append({"type": "array", "items": self.type(depth + 1)})
            # fastavro takes bytes for an array of numbers where both are possible.
            branches = ["string" if branch == "bytes" else branch for branch in branches]
        r.shuffle(branches)
        return branches

    def text(self):
        return "".join(self.random.choice(LETTERS) for _ in range(self.random.randrange(25)))

    def value(self, type):
        r = self.random
        kind = kind_of(type)
        if kind == "union":
            return self.value(r.choice(type))
        if kind == "null":
            return None
        if kind == "boolean":
            return r.random() < 0.5
        if kind == "int":
            return r.randint(-(1 << 31), (1 << 31) - 1) >> r.randrange(32)
        if kind == "long":
            return r.randint(-(1 << 63), (1 << 63) - 1) >> r.randrange(63)
        if kind in ("float", "double"):
            # Eighths are exact and have one way of being written, in JSON text too.
            return r.randint(-100_000, 100_000) / 8
        if kind == "string":
            return self.text()
        if kind == "bytes":
            return self.text().encode() if r.random() < 0.7 else bytes(r.randrange(256) for _ in range(r.randrange(9)))
        if kind == "enum":
            return r.choice(type["symbols"])
        if kind == "fixed":
            return bytes(r.choice([65, 66, 255]) for _ in range(type["size"]))
        if kind == "array":
            return [self.value(type["items"]) for _ in range(r.randrange(4))]
        if kind == "map":
            return {self.text(): self.value(type["values"]) for _ in range(r.randrange(4))}
        if kind == "record":
            return {f["name"]: self.value(f["type"]) for f in type["fields"]}
        if kind == "time":
            step = 1000 if type["logicalType"] == "timestamp-millis" else 1
            return EPOCH + datetime.timedelta(microseconds=r.randint(-(10**15), 10**16) // step * step)
        if kind == "date":
            return datetime.date(1970, 1, 1) + datetime.timedelta(days=r.randint(-100_000, 100_000))
        raise ValueError(kind)


def kind_of(type):
    if isinstance(type, list):
        return "union"
    if isinstance(type, str):
        return type
    if str(type.get("logicalType", "")).startswith("timestamp-"):
        return "time"
    if type.get("logicalType") == "date":
        return "date"
    return type["type"] if isinstance(type["type"], str) else kind_of(type["type"])


def branch_of(branches, value):
    """The branch of a union that a value read from it belongs to."""
    kinds = {
        type(None): ["null"], bool: ["boolean"], int: ["int", "long"], float: ["float", "double"], bytes: ["bytes", "fixed"],
        str: ["string", "enum"], list: ["array"], dict: ["record", "map"],
    }[type(value)]
    return next(branch for branch in branches if kind_of(branch) in kinds)


def text_of(data):
    """Bytes as text: UTF-8 without NUL, else hexadecimal."""
    try:
        text = data.decode("utf-8")
        return text if "\0" not in text else "0x" + data.hex()
    except UnicodeDecodeError:
        return "0x" + data.hex()


def json_text_of(data):
    """Bytes inside of JSON text, which may hold NUL."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return "0x" + data.hex()


def quoted(text):
    out = '"'
    for character in text:
        if character in '"\\':
            out += "\\" + character
        elif character in "\n\r\t":
            out += {"\n": "\\n", "\r": "\\r", "\t": "\\t"}[character]
        elif ord(character) < 0x20:
            out += "\\u%04x" % ord(character)
        else:
            out += character
    return out + '"'


def as_json(type, value):
    kind = kind_of(type)
    if kind == "union":
        return as_json(branch_of(type, value), value)
    if kind == "null":
        return "null"
    if kind == "boolean":
        return "true" if value else "false"
    if kind in ("int", "long"):
        return str(value)
    if kind in ("float", "double"):
        return repr(float(value))
    if kind in ("string", "enum"):
        return quoted(value)
    if kind in ("bytes", "fixed"):
        return quoted(json_text_of(value))
    if kind == "array":
        return "[" + ",".join(as_json(type["items"], item) for item in value) + "]"
    if kind == "map":
        return "{" + ",".join(quoted(k) + ":" + as_json(type["values"], v) for k, v in value.items()) + "}"
    if kind == "record":
        return "{" + ",".join(quoted(f["name"]) + ":" + as_json(f["type"], value[f["name"]]) for f in type["fields"]) + "}"
    raise ValueError(kind)


def flatten(type, value, path, row):
    kind = kind_of(type)
    if kind == "union":
        flatten(branch_of(type, value), value, path, row)
    elif kind == "record":
        for field in type["fields"]:
            flatten(field["type"], value[field["name"]], f"{path}.{field['name']}" if path else field["name"], row)
    elif kind == "boolean":
        row[path] = ["b", value]
    elif kind in ("int", "long"):
        row[path] = ["i", str(value)]
    elif kind in ("float", "double"):
        row[path] = ["d", struct.pack(">d", value).hex()]
    elif kind in ("string", "enum"):
        row[path] = ["s", value]
    elif kind in ("bytes", "fixed"):
        row[path] = ["s", text_of(value)]
    elif kind in ("array", "map"):
        row[path] = ["s", as_json(type, value)]
    elif kind == "time":
        row[path] = ["t", str((value - EPOCH) // datetime.timedelta(microseconds=1))]
    elif kind == "date":
        row[path] = ["t", str((value - datetime.date(1970, 1, 1)).days * 86_400_000_000)]
    elif kind != "null":
        raise ValueError(kind)
    return row


def write_lines(path, schema, rows):
    with open(path, "w", encoding="utf-8") as file:
        for row in rows:
            file.write(json.dumps(flatten(schema, row, "", {})) + "\n")


def write(directory, seed, files):
    for number in range(files):
        maker = Maker(seed * 1_000_003 + number)
        schema = maker.schema()
        rows = [maker.value(schema) for _ in range(maker.random.randrange(80))]
        with open(f"{directory}/{number}.avro", "wb") as file:
            fastavro.writer(
                file, fastavro.parse_schema(schema), rows, codec=CODECS[number % 4],
                sync_interval=maker.random.randint(1, 3000), sync_marker=bytes(maker.random.randrange(256) for _ in range(16)))
        write_lines(f"{directory}/{number}.jsonl", schema, rows)


def read(directory):
    for path in glob.glob(directory + "/*.avro"):
        with open(path, "rb") as file:
            reader = fastavro.reader(file)
            write_lines(path[:-5] + ".jsonl", json.loads(reader.metadata["avro.schema"]), list(reader))


if sys.argv[1] == "write":
    write(sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
else:
    read(sys.argv[2])
