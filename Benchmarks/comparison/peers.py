"""Finding the other engines and running them in processes of their own."""

import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
# Name of the peer, the package that brings it.
PEERS = {"clickhouse": "chdb", "duckdb": "duckdb"}


class PeerMissing(Exception):
    """A peer cannot be had here; the text says why."""


def environment(directory: pathlib.Path, names: list[str]) -> tuple[pathlib.Path | None, dict[str, str]]:
    """A Python with the packages of `names` in a virtual environment, made when it is not there yet.

    Also says, for each peer that cannot be had, why. Needs the network the first time only.
    """
    python = directory / "bin" / "python"
    if not python.exists():
        done = subprocess.run([sys.executable, "-m", "venv", str(directory)], capture_output=True, text=True)
        if done.returncode != 0:
            reason = "no virtual environment could be made (on Debian: apt-get install python3-venv)"
            return None, dict.fromkeys(names, reason)
    missing = {}
    for name in names:
        if not has_package(python, PEERS[name]):
            print(f"Installing {PEERS[name]} into {directory} …", file=sys.stderr)
            done = subprocess.run(
                [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PEERS[name]],
                capture_output=True, text=True)
            if done.returncode != 0:
                last = done.stderr.strip().splitlines()[-1:] or ["no message"]
                missing[name] = f"pip could not install {PEERS[name]}: {last[0]}"
    return python, missing


def has_package(python: pathlib.Path, package: str) -> bool:
    code = f"import importlib.metadata as m; m.version({package!r})"
    return subprocess.run([str(python), "-c", code], capture_output=True).returncode == 0


class Peer:
    """One engine with its data in a directory of its own."""

    def __init__(self, name: str, python: pathlib.Path, directory: pathlib.Path, threads: int):
        self.name = name
        self.python = python
        self.directory = directory
        self.threads = threads

    def load(self, path: pathlib.Path) -> dict:
        return self._call(action="load", path=str(path))

    def measure(self, question, runs: int) -> dict:
        outcome = self._call(action="query", runs=runs, questions=[question.parameters()])
        return outcome["questions"][question.id]

    def _call(self, **task) -> dict:
        task |= {"directory": str(self.directory), "threads": self.threads}
        done = subprocess.run(
            [str(self.python), str(HERE / f"{self.name}_peer.py")], input=json.dumps(task), capture_output=True,
            text=True)
        if done.returncode != 0:
            last = done.stderr.strip().splitlines()[-1:] or [f"ended with {done.returncode}"]
            raise PeerMissing(last[0])
        return json.loads(done.stdout)
