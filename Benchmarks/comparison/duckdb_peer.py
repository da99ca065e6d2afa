"""DuckDB as a peer: one table sorted by user and time, funnels as chains of ASOF joins.

DuckDB has no funnel function. For each first step the nearest following second step is looked up, then the nearest
following third, and so on: exact, and the fastest plain SQL known to us.
"""

import pathlib

import duckdb

from peer_process import serve, timed


def text(value: str) -> str:
    return "'" + value.replace("'", "''") + "'"


class DuckDB:
    def __init__(self, task):
        directory = pathlib.Path(task["directory"])
        directory.mkdir(parents=True, exist_ok=True)
        self.path = directory / "events.duckdb"
        if task["action"] == "load":
            self.path.unlink(missing_ok=True)
        self.connection = duckdb.connect(str(self.path))
        self.connection.execute(f"SET threads = {task['threads']}")
        self.connection.execute("SET TimeZone = 'UTC'")
        self.version = "DuckDB " + duckdb.__version__

    def rows(self, sql: str) -> list:
        return self.connection.execute(sql).fetchall()

    def load(self, path: str) -> dict:
        columns = "{user_id: 'VARCHAR', event: 'VARCHAR', timestamp: 'TIMESTAMPTZ', country: 'VARCHAR', platform: 'VARCHAR'}"
        insert = f"""CREATE TABLE events AS
            SELECT user_id, event, epoch_ms(timestamp) AS time, country, platform
            FROM read_json({text(path)}, format = 'newline_delimited', columns = {columns})
            ORDER BY user_id, time"""
        return {
            "insert": timed(lambda: self.rows(insert))[0],
            "checkpoint": timed(lambda: self.rows("CHECKPOINT"))[0],
        }

    def size_in_bytes(self) -> int:
        return self.path.stat().st_size

    def answer(self, question):
        return getattr(self, question["kind"].replace("-", "_"))(question)

    def chain(self, question) -> str:
        """Common table expressions s1, s2, …: the attempts that reached each step."""
        platform = f"AND platform = {text(question['platform'])}" if question["platform"] else ""
        parts = []
        for number, step in enumerate(question["steps"], start=1):
            events = f"SELECT user_id, country, time FROM events WHERE event = {text(step)} {platform}"
            if number == 1:
                parts.append(f"s1 AS MATERIALIZED (SELECT user_id, country, time AS start, time FROM ({events}))")
            else:
                parts.append(f"""s{number} AS MATERIALIZED (
                    SELECT a.user_id, a.country, a.start, b.time
                    FROM s{number - 1} a ASOF JOIN ({events}) b ON a.user_id = b.user_id AND a.time <= b.time
                    WHERE b.time <= a.start + {question['window_ms']})""")
        return "WITH " + ", ".join(parts)

    def funnel(self, question):
        counts = " UNION ALL ".join(
            f"SELECT {n} AS step, count(DISTINCT user_id) FROM s{n}" for n in range(1, len(question["steps"]) + 1))
        sql = f"{self.chain(question)} {counts} ORDER BY step"
        return lambda: self.rows(sql), lambda rows: {"steps": [units for _, units in rows]}

    def grouped_funnel(self, question):
        kept = self.rows("SELECT max(n) FROM (SELECT count(DISTINCT country) AS n FROM events GROUP BY user_id)")[0][0]
        if kept > 1:
            raise ValueError("a user has several countries, so the country of the first step is not the answer asked for")
        steps = len(question["steps"])
        counts = " UNION ALL ".join(
            f"SELECT country, {n} AS step, count(DISTINCT user_id) FROM s{n} GROUP BY country"
            for n in range(1, steps + 1))
        sql = f"{self.chain(question)} {counts}"

        def interpret(rows):
            groups = {}
            for value, step, units in rows:
                groups.setdefault(value, [0] * steps)[step - 1] = units
            return {"groups": groups}

        return lambda: self.rows(sql), interpret

    def paths(self, question):
        length = question["length"]
        sql = f"""SELECT path, count(*) AS units
            FROM (SELECT list(event ORDER BY time)[1:{length}] AS path FROM events GROUP BY user_id)
            GROUP BY path ORDER BY units DESC LIMIT {question['top'] * 10}"""
        tied = [
            [[event["time"], event["event"]] for event in events] for events, in self.rows(f"""
              SELECT list({{time: time, event: event}} ORDER BY time, event)[1:{length * 2}] FROM events
              WHERE user_id IN (
                SELECT a.user_id FROM (
                  SELECT user_id, time, event, row_number() OVER (PARTITION BY user_id ORDER BY time) AS position
                  FROM events) a
                JOIN events b ON a.user_id = b.user_id AND a.time = b.time AND a.event <> b.event
                WHERE a.position <= {length})
              GROUP BY user_id""")]

        def interpret(rows):
            return {"paths": [[list(path), units] for path, units in rows], "tied": tied}

        return lambda: self.rows(sql), interpret

    def uniques(self, question):
        sql = "SELECT event, count(*), count(DISTINCT user_id) FROM events GROUP BY event"
        return lambda: self.rows(sql), lambda rows: {"events": {name: [events, users] for name, events, users in rows}}

    def retention(self, question):
        start, back = (text(step) for step in question["steps"])
        day = 86_400_000
        starts = f"SELECT user_id, min(time) AS start FROM events WHERE event = {start} GROUP BY user_id"
        returns = f"""SELECT s.user_id, s.start, e.time // {day} - s.start // {day} AS period
            FROM s JOIN events e ON e.user_id = s.user_id AND e.event = {back} AND e.time > s.start"""
        # Period −1 stands for the cohort itself.
        sql = f"""WITH s AS MATERIALIZED ({starts})
            SELECT CAST(make_timestamp_ms(start) AS DATE)::VARCHAR, -1, count(*) FROM s GROUP BY 1
            UNION ALL
            SELECT CAST(make_timestamp_ms(start) AS DATE)::VARCHAR, period, count(DISTINCT user_id)
            FROM ({returns}) WHERE period < {question['length']} GROUP BY 1, 2"""
        tied = self.rows(f"""WITH s AS ({starts}) SELECT count(DISTINCT s.user_id) FROM s
            JOIN events e ON e.user_id = s.user_id AND e.event = {back} AND e.time = s.start""")[0][0]

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


if __name__ == "__main__":
    serve(DuckDB)
