"""Whether two answers to a question agree, and if not, where they first differ."""


def disagreement(ours: dict, theirs: dict) -> str | None:
    """The first difference in words, or None where the answers agree."""
    if "steps" in ours:
        return _unequal("units per step", ours["steps"], theirs["steps"])
    if "groups" in ours:
        return _unequal_maps("group", ours["groups"], theirs["groups"])
    if "events" in ours:
        return _unequal_maps("event", ours["events"], theirs["events"])
    if "paths" in ours:
        return _paths(ours["paths"], theirs["paths"], theirs["tied_units"])
    return _retention(ours["cohorts"], theirs["cohorts"], theirs["tied_units"])


def _unequal(what: str, ours, theirs) -> str | None:
    return None if ours == theirs else f"{what}: {ours} here, {theirs} there"


def _unequal_maps(what: str, ours: dict, theirs: dict) -> str | None:
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            return f"{what} {name}: {ours.get(name)} here, {theirs.get(name)} there"
    return None


def _paths(ours: list, theirs: list, tied: int) -> str | None:
    """Compares our top paths with a longer list of theirs; either may miss a path by `tied` units."""
    if not ours:
        return "no paths here"
    ours_by_path = {tuple(path): count for path, count in ours}
    theirs_by_path = {tuple(path): count for path, count in theirs}
    least = min(ours_by_path.values())
    # A path missing from the longer list has at most the count at that list's end.
    least_there = min(theirs_by_path.values(), default=0)
    for path, count in ours_by_path.items():
        other = theirs_by_path.get(path)
        if count - least_there > tied if other is None else abs(count - other) > tied:
            return f"path {' -> '.join(path)}: {count} here, {other} there, {tied} units tied"
    for path, count in theirs_by_path.items():
        if path not in ours_by_path and count > least + tied:
            return f"path {' -> '.join(path)}: missing here, {count} there"
    return None


def _retention(ours: dict, theirs: dict, tied: int) -> str | None:
    for day in sorted(ours.keys() | theirs.keys()):
        here = ours.get(day, {"size": 0, "cells": []})
        there = theirs.get(day, {"size": 0, "cells": []})
        if here["size"] != there["size"]:
            return f"cohort {day}: size {here['size']} here, {there['size']} there"
        for period, units in enumerate(here["cells"]):
            # Null cells are cohorts too young for the period, which the peers' SQL does not know.
            if units is None:
                continue
            other = there["cells"][period] if period < len(there["cells"]) else 0
            # Only a return in the instant of the start can hang on ties, and that is in period 0.
            if abs(units - other) > (tied if period == 0 else 0):
                return f"cohort {day}, day {period}: {units} here, {other} there, {tied} units tied"
    return None
