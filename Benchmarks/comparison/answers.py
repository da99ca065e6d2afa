"""Whether two answers to a question agree, and if not, where they first differ."""

import itertools
from collections import Counter


def disagreement(ours: dict, theirs: dict) -> str | None:
    """The first difference in words, or None where the answers agree."""
    if "steps" in ours:
        return _unequal("units per step", ours["steps"], theirs["steps"])
    if "groups" in ours:
        return _unequal_maps("group", ours["groups"], theirs["groups"])
    if "events" in ours:
        return _unequal_maps("event", ours["events"], theirs["events"])
    if "paths" in ours:
        return _paths(ours["paths"], theirs["paths"], theirs["tied"])
    return _retention(ours["cohorts"], theirs["cohorts"], theirs["tied_units"])


def _unequal(what: str, ours, theirs) -> str | None:
    return None if ours == theirs else f"{what}: {ours} here, {theirs} there"


def _unequal_maps(what: str, ours: dict, theirs: dict) -> str | None:
    for name in sorted(ours.keys() | theirs.keys()):
        if ours.get(name) != theirs.get(name):
            return f"{what} {name}: {ours.get(name)} here, {theirs.get(name)} there"
    return None


def _paths(ours: list, theirs: list, tied: list) -> str | None:
    """Compares our top paths with a longer list of theirs; a path may differ by the tied units that could have it."""
    if not ours:
        return "no paths here"
    ours_by_path = {tuple(path): count for path, count in ours}
    theirs_by_path = {tuple(path): count for path, count in theirs}
    # A path missing from a list has at most the count at that list's end.
    least_here = min(ours_by_path.values())
    least_there = min(theirs_by_path.values(), default=0)
    for path in ours_by_path.keys() | theirs_by_path.keys():
        here, there = ours_by_path.get(path), theirs_by_path.get(path)
        slack = sum(could_have(unit, path) for unit in tied)
        if here is None:
            differs = there > least_here + slack
        elif there is None:
            differs = here > least_there + slack
        else:
            differs = abs(here - there) > slack
        if differs:
            return f"path {' -> '.join(path)}: {here} here, {there} there, {slack} units tied"
    return None


def could_have(events: list, path: tuple) -> bool:
    """Whether some order of a unit's [time, event] pairs with equal times begins with `path`."""
    if len(path) > len(events):
        return False
    place = 0
    for _, group in itertools.groupby(events, key=lambda event: event[0]):
        names = [name for _, name in group]
        wanted = Counter(path[place:place + len(names)])
        if wanted - Counter(names):
            return False
        place += len(names)
        if place >= len(path):
            return True
    return False


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
