"""ClickHouse as a peer, run inside this process by the chdb package.

The table is laid out as well as its makers advise for this work: MergeTree ordered by user and time, low-cardinality
names, whole milliseconds (what windowFunnel takes without conversion), all parts merged.
"""

import json
import pathlib

from chdb import session

from peer_process import serve, timed

TABLE = """
CREATE TABLE events (
  user_id String, event LowCardinality(String), time UInt64,
  country LowCardinality(String), platform LowCardinality(String)
) ENGINE = MergeTree ORDER BY (user_id, time)
"""


def text(value: str) -> str:
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


def texts(values) -> str:
    return ", ".join(text(value) for value in values)


class ClickHouse:
    def __init__(self, task):
        directory = pathlib.Path(task["directory"])
        directory.mkdir(parents=True, exist_ok=True)
        self.session = session.Session(str(directory))
        self.version = "ClickHouse " + self.rows("SELECT version()")[0][0]

    def rows(self, sql: str) -> list:
        # Without this setting 64-bit integers come back as text.
        sql += " SETTINGS output_format_json_quote_64bit_integers = 0"
        return json.loads(self.session.query(sql, "JSONCompact").bytes())["data"]

    def run(self, sql: str):
        self.session.query(sql)

    def load(self, path: str) -> dict:
        self.run("DROP TABLE IF EXISTS events SYNC")
        self.run(TABLE)
        insert = f"""
            INSERT INTO events
            SELECT user_id, event, toUnixTimestamp64Milli(timestamp), country, platform
            FROM file({text(path)}, JSONEachRow, 'user_id String, event LowCardinality(String),
              timestamp DateTime64(3, \\'UTC\\'), country LowCardinality(String), platform LowCardinality(String)')
            SETTINGS date_time_input_format = 'best_effort'"""
        return {
            "insert": timed(lambda: self.run(insert))[0],
            "optimize": timed(lambda: self.run("OPTIMIZE TABLE events FINAL"))[0],
        }

    def size_in_bytes(self) -> int:
        return self.rows("SELECT sum(bytes_on_disk) FROM system.parts WHERE table = 'events' AND active")[0][0]

    def answer(self, question):
        return getattr(self, question["kind"].replace("-", "_"))(question)

    def levels(self, question, group: str = "") -> str:
        """One row per unit with the depth it reached."""
        conditions = ", ".join(f"event = {text(step)}" for step in question["steps"])
        where = f"event IN ({texts(question['steps'])})"
        if question["platform"]:
            where += f" AND platform = {text(question['platform'])}"
        return f"""SELECT {group} windowFunnel({question['window_ms']})(time, {conditions}) AS level
            FROM events WHERE {where} GROUP BY user_id HAVING level > 0"""

    def funnel(self, question):
        sql = f"SELECT level, count() FROM ({self.levels(question)}) GROUP BY level"

        def interpret(rows):
            return {"steps": reached(dict(rows), len(question["steps"]))}

        return lambda: self.rows(sql), interpret

    def grouped_funnel(self, question):
        # Only right where a user has one country, which is checked rather than believed.
        kept = self.rows("SELECT max(n) FROM (SELECT uniq(country) AS n FROM events GROUP BY user_id)")[0][0]
        if kept > 1:
            raise ValueError("a user has several countries, so any(country) is not the answer asked for")
        levels = self.levels(question, "any(country) AS value,")
        sql = f"SELECT value, level, count() FROM ({levels}) GROUP BY value, level"

        def interpret(rows):
            by_value = {}
            for value, level, units in rows:
                by_value.setdefault(value, {})[level] = units
            return {"groups": {value: reached(counts, len(question["steps"])) for value, counts in by_value.items()}}

        return lambda: self.rows(sql), interpret

    def paths(self, question):
        length = question["length"]
        # Ten times the paths asked for, so that near misses at the end of the list can be told from errors.
        sql = f"""SELECT path, count() AS units FROM (
              SELECT arraySlice(arrayMap(x -> x.2, arraySort(x -> x.1, groupArray((time, event)))), 1, {length}) AS path
              FROM events GROUP BY user_id)
            GROUP BY path ORDER BY units DESC LIMIT {question['top'] * 10}"""
        tied = [events for events, in self.rows(f"""
            SELECT arraySlice(arraySort(groupArray((time, event))), 1, {length} * 2) AS a FROM events GROUP BY user_id
            HAVING arrayExists((x, i) -> i <= {length} AND arrayExists(y -> y.1 = x.1 AND y.2 != x.2, a),
              a, arrayEnumerate(a))""")]
        return lambda: self.rows(sql), lambda rows: {"paths": rows, "tied": tied}

    def uniques(self, question):
        sql = "SELECT event, count(), uniqExact(user_id) FROM events GROUP BY event"
        return lambda: self.rows(sql), lambda rows: {"events": {name: [events, users] for name, events, users in rows}}

    def retention(self, question):
        start, back = (text(step) for step in question["steps"])
        units = f"""SELECT minIf(time, event = {start}) AS start, groupArrayIf(time, event = {back}) AS returns
            FROM events WHERE event IN ({start}, {back}) GROUP BY user_id HAVING countIf(event = {start}) > 0"""
        day = 86_400_000
        # Period −1 stands for the cohort itself, so that one pass gives sizes and cells.
        sql = f"""SELECT toString(toDate(intDiv(start, {day}))) AS cohort, period, count() FROM (
              SELECT start, arrayJoin(arrayPushFront(arrayDistinct(arrayFilter(k -> k < {question['length']},
                arrayMap(t -> toInt32(intDiv(t, {day})) - toInt32(intDiv(start, {day})),
                  arrayFilter(t -> t > start, returns)))), toInt32(-1))) AS period
              FROM ({units}))
            GROUP BY cohort, period"""
        tied = self.rows(f"SELECT count() FROM ({units} AND has(returns, start))")[0][0]

        def interpret(rows):
            cohorts = {}
            for cohort, period, count in rows:
                entry = cohorts.setdefault(cohort, {"size": 0, "cells": [0] * question["length"]})
                if period < 0:
                    entry["size"] = count
                else:
                    entry["cells"][period] = count
            return {"cohorts": cohorts, "tied_units": tied}

        return lambda: self.rows(sql), interpret


def reached(units_by_depth: dict, steps: int) -> list[int]:
    """Units per step from units per depth: whoever got further passed here too."""
    return [sum(n for depth, n in units_by_depth.items() if depth >= step) for step in range(1, steps + 1)]


if __name__ == "__main__":
    serve(ClickHouse)
