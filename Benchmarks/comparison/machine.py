"""Where a measurement was made: figures without this mean nothing."""

import os
import pathlib
import platform
import subprocess


def machine() -> dict:
    return {
        "cpu": _first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "system": _first("/etc/os-release", "PRETTY_NAME", "=").strip('"') or platform.system(),
        "kernel": platform.release(),
    }


def commit(root: pathlib.Path) -> str:
    """The commit measured, with `+` where the tree differs from it."""
    def git(*arguments):
        return subprocess.run(["git", "-C", str(root), *arguments], capture_output=True, text=True)

    head = git("rev-parse", "--short=12", "HEAD")
    if head.returncode != 0:
        return "none"
    return head.stdout.strip() + ("+" if git("status", "--porcelain").stdout.strip() else "")


def swift_version() -> str:
    done = subprocess.run(["swift", "--version"], capture_output=True, text=True)
    return done.stdout.strip().splitlines()[0] if done.stdout.strip() else "unknown"


def _first(path: str, key: str, separator: str = ":") -> str:
    try:
        lines = pathlib.Path(path).read_text().splitlines()
    except OSError:
        return ""
    for line in lines:
        name, found, value = line.partition(separator)
        if found and name.strip() == key:
            return value.strip()
    return ""
