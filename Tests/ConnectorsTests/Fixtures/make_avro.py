"""Writes the Avro fixtures of the tests with fastavro: every codec, every primitive, unions in any order."""
import datetime, sys, os
from decimal import Decimal
from fastavro import writer, parse_schema

schema = {"type": "record", "name": "row", "namespace": "sojourn.fixture", "fields": [
  {"name": "user_id", "type": ["null", "long"]},
  {"name": "event_id", "type": "long"},
  {"name": "session_id", "type": ["long", "null"]},
  {"name": "time", "type": ["null", "string"]},
  {"name": "text", "type": ["string", "null"]},
  {"name": "flag", "type": ["null", "boolean"]},
  {"name": "small", "type": "int"},
  {"name": "ratio", "type": "float"},
  {"name": "amount", "type": ["null", "int", "double", "string"]},
  {"name": "raw", "type": "bytes"},
  {"name": "grade", "type": {"type": "enum", "name": "grade", "symbols": ["low", "high"]}},
  {"name": "code", "type": {"type": "fixed", "name": "code", "size": 2}},
  {"name": "tags", "type": {"type": "array", "items": "string"}},
  {"name": "scores", "type": {"type": "map", "values": "long"}},
  {"name": "page", "type": ["null", {"type": "record", "name": "page", "fields": [
      {"name": "path", "type": "string"}, {"name": "depth", "type": ["null", "int"]}]}]},
  {"name": "at", "type": {"type": "long", "logicalType": "timestamp-micros"}},
  {"name": "wall", "type": {"type": "long", "logicalType": "local-timestamp-millis"}},
  {"name": "day", "type": {"type": "int", "logicalType": "date"}},
  {"name": "price", "type": {"type": "bytes", "logicalType": "decimal", "precision": 9, "scale": 2}},
]}

def rows():
  base = datetime.datetime(2026, 1, 5, 13, 0, 0, 250000, tzinfo=datetime.timezone.utc)
  for n in range(200):
    at = base + datetime.timedelta(seconds=n)
    yield {
      "user_id": 1 << 60 | n if n % 7 else n, "event_id": n * 1_000_003, "session_id": n // 10 if n % 5 else None,
      "time": at.strftime("%Y-%m-%d %H:%M:%S.%f"), "text": None if n % 4 == 0 else "Zoë %d" % n,
      "flag": None if n % 3 == 0 else n % 2 == 0, "small": -n, "ratio": n / 8,
      "amount": [None, n, n + 0.5, "n%d" % n][n % 4], "raw": bytes([n, 255]) if n % 2 else b"abc",
      "grade": "high" if n % 2 else "low", "code": b"ok", "tags": ["a", "b\"%d" % n][: n % 3],
      "scores": {"x": n} if n % 2 else {}, "page": None if n % 6 == 0 else {"path": "/p/%d" % n, "depth": n % 9 or None},
      "at": at, "wall": datetime.datetime(2026, 1, 5, 13, 0, n % 60), "day": datetime.date(2026, 1, 1 + n % 31),
      "price": Decimal(n * 5).scaleb(-2).quantize(Decimal("0.01"))}

out = sys.argv[1]
for codec in ["null", "deflate", "snappy", "zstandard"]:
  with open(os.path.join(out, codec + ".avro"), "wb") as f:
    writer(f, parse_schema(schema), rows(), codec=codec, sync_interval=4000, sync_marker=bytes(range(16)))
