"""The measurement as a table for people; the JSON file holds the same and every single run."""

import statistics


def summary(outcome: dict) -> dict:
    """Adds medians to the outcome of one engine on one question."""
    if "error" in outcome:
        return outcome
    result = {"median_ms": statistics.median(outcome["times_ms"]), "best_ms": min(outcome["times_ms"])}
    if "process_ms" in outcome:
        result["process_median_ms"] = statistics.median(outcome["process_ms"])
    return result | outcome


def lines(report: dict) -> list[str]:
    machine = report["machine"]
    text = [
        f"{report['events']:,} events, seed {report['seed']}, {report['recipe']}, {report['runs']} runs, medians",
        f"{machine['cpu']}, {machine['cores']} cores, {machine['memory_bytes'] / 2**30:.0f} GiB, {machine['system']}",
        f"commit {report['commit']}, {report['swift']}",
        "",
    ]
    peers = list(report["peers"])
    text += _table(["", "sojourn", *[cell for peer in peers for cell in (peer, "ratio")]], _storage_rows(report, peers))
    header = ["", "", "sojourn", "process"]
    for peer in peers:
        header += [peer, "ratio", "process", "answer"]
    text += ["", *_table(header, [_question_row(question, peers) for question in report["questions"]])]
    text += ["", "ratio: the peer's time (or size) over ours, so above 1 is in our favour.",
             "process: one statement in a process of its own, from start to exit; its ratio compares that with the peer's"
             " query alone."]
    notes = [f"{peer}: {about['missing']}" for peer, about in report["peers"].items() if "missing" in about]
    for question in report["questions"]:
        for name, outcome in question["engines"].items():
            if "error" in outcome:
                notes.append(f"{question['id']}, {name}: {outcome['error']}")
            elif outcome.get("disagreement"):
                notes.append(f"{question['id']}, {name} DISAGREES: {outcome['disagreement']}")
    return text + ([""] + notes if notes else [])


def _storage_rows(report: dict, peers: list[str]) -> list[list[str]]:
    ours = report["sojourn"]
    seconds = sum(ours["load"].values())
    load = ["load", f"{seconds:.2f} s"]
    size = ["size", f"{ours['bytes'] / 2**20:,.0f} MiB"]
    for peer in peers:
        about = report["peers"][peer]
        if "load" not in about:
            load += ["–", ""]
            size += ["–", ""]
            continue
        stages = sum(about["load"].values())
        load += [f"{stages:.2f} s", f"{stages / seconds:.2f}×"]
        size += [f"{about['bytes'] / 2**20:,.0f} MiB", f"{about['bytes'] / ours['bytes']:.2f}×"]
    return [load, size]


def _question_row(question: dict, peers: list[str]) -> list[str]:
    ours = question["engines"]["sojourn"]
    row = [question["id"], question["title"]]
    row += ["–", "–"] if "error" in ours else [_ms(ours["median_ms"]), _ms(ours["process_median_ms"])]
    for peer in peers:
        theirs = question["engines"].get(peer, {"error": "missing"})
        if "error" in theirs:
            row += ["–", "", "", ""]
        elif "error" in ours:
            row += [_ms(theirs["median_ms"]), "", "", ""]
        else:
            answer = "DIFFERS" if theirs["disagreement"] else "equal"
            if answer == "equal" and theirs["tied_units"]:
                answer = f"equal ±{theirs['tied_units']} tied"
            # No ratio where our time is below what the clock shows.
            ratio = f"{theirs['ratio']:.1f}×" if theirs["ratio"] else "–"
            row += [_ms(theirs["median_ms"]), ratio, f"{theirs['process_ratio']:.1f}×", answer]
    return row


def _ms(value: float) -> str:
    return f"{value:,.1f} ms" if value < 100 else f"{value:,.0f} ms"


def _table(header: list[str], rows: list[list[str]]) -> list[str]:
    widths = [max(len(row[column]) for row in [header, *rows]) for column in range(len(header))]

    def line(row):
        # Words to the left, numbers to the right.
        words = 2 if len(header) % 4 == 0 and len(header) > 2 else 1
        cells = [cell.ljust(width) if place < words else cell.rjust(width)
                 for place, (cell, width) in enumerate(zip(row, widths))]
        return "  ".join(cells).rstrip()

    return [line(header), *[line(row) for row in rows]]
