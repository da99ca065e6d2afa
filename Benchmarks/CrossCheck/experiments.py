"""The `experiment` statement against pandas and scipy on two public data sets."""

import json
import pathlib
import subprocess
import tempfile

import numpy
import pandas
from scipy import stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint, proportions_ztest

import windowed_experiments as windowed


def report(sojourn, log, columns, statement, folder):
    store = folder / f"{log.stem}-store"
    if not store.exists():
        subprocess.run(
            [sojourn, "ingest", "csv", str(log), "--store", str(store), *columns], check=True, capture_output=True)
    run = subprocess.run(
        [sojourn, "query", statement, "--store", str(store), "--format", "json"], check=True, capture_output=True,
        text=True)
    # Definitions answer first.
    return json.loads(run.stdout.splitlines()[-1])["result"]


def arms_of_rate(converters, units):
    """control first; what a report says of a conversion goal."""
    (x_a, x_b), (n_a, n_b) = converters, units
    z, p = proportions_ztest([x_b, x_a], [n_b, n_a])
    low, high = confint_proportions_2indep(x_b, n_b, x_a, n_a, method="newcomb", compare="diff", alpha=0.05)
    r_a, r_b = x_a / n_a, x_b / n_b
    relative = (r_b - r_a) / r_a
    error = numpy.sqrt(r_b * (1 - r_b) / n_b / r_a**2 + r_a * (1 - r_a) / n_a * r_b**2 / r_a**4)
    figures = {
        "n": list(units), "converters": list(converters), "effect": r_b - r_a, "z": z, "p": p, "low": low,
        "high": high, "relative": relative, "relative error": error,
        "mde": (stats.norm.isf(0.025) + stats.norm.isf(0.2))
        * numpy.sqrt(r_a * (1 - r_a) / n_a + r_b * (1 - r_b) / n_b),
    }
    for name, x, n in (("control", x_a, n_a), ("treated", x_b, n_b)):
        figures[f"{name} low"], figures[f"{name} high"] = proportion_confint(x, n, method="wilson")
    return figures


def found_rate(metric):
    comparison = metric["comparisons"][0]
    control, treated = metric["arms"]
    low, high = comparison["relative_interval"]
    v = [arm["rate"] * (1 - arm["rate"]) / arm["n"] for arm in metric["arms"]]
    shares = [(v[0] / sum(v)) ** 2 / (control["n"] - 1), (v[1] / sum(v)) ** 2 / (treated["n"] - 1)]
    return {
        "n": [control["n"], treated["n"]], "converters": [control["converters"], treated["converters"]],
        "effect": comparison["absolute_effect"], "z": comparison["statistic"], "p": comparison["p"],
        "low": comparison["interval"][0], "high": comparison["interval"][1],
        "relative": comparison["relative_effect"],
        "relative error": (high - low) / 2 / stats.t.isf(0.025, 1 / sum(shares)),
        "mde": comparison["mde"],
        "control low": control["interval"][0], "control high": control["interval"][1],
        "treated low": treated["interval"][0], "treated high": treated["interval"][1],
    }


def compare(title, found, expected, difference):
    failed, largest = 0, 0.0
    for key, value in expected.items():
        pairs = zip(found[key], value) if isinstance(value, (list, tuple)) else [(found[key], value)]
        for one, other in pairs:
            gap = difference(one, float(other), 1e-14)
            largest = max(largest, gap)
            if gap > 1e-9:
                failed += 1
                print(f"    {title} {key}: sojourn {one!r}, other {other!r}")
    print(f"{title:62}{len(expected):>9}{largest:>20.1e}  {'agrees' if failed == 0 else 'DIFFERS'}")
    return failed


def check_experiments(sojourn, datasets, difference):
    datasets = pathlib.Path(datasets)
    print(f"\n{'experiment':62}{'figures':>9}{'largest difference':>20}  verdict")
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        return (
            cookie_cats(sojourn, datasets, folder, difference) + shop(sojourn, datasets, folder, difference)
            + carts(sojourn, datasets, folder, difference))


def cookie_cats(sojourn, datasets, folder, difference):
    players = pandas.read_csv(datasets / "cookie_cats.csv.gz")
    start = pandas.Timestamp("2026-01-05")
    rows = [players.assign(event="exposure", time=start)]
    for name, days in (("retention_1", 1), ("retention_7", 7)):
        rows.append(players[players[name]].assign(event=name, time=start + pandas.Timedelta(days=days)))
    log = folder / "cookie_cats.csv"
    pandas.concat(rows)[["userid", "event", "time", "test_version", "sum_gamerounds"]].to_csv(log, index=False)
    result = report(
        sojourn, log, ["--user", "userid", "--event", "event", "--time", "time"],
        'segment "back" = did retention_1; '
        "experiment cookie_cats exposure exposure variant test_version control 'gate_30' "
        "goal conversion of retention_1 within 14d goal conversion of retention_7 within 14d "
        "secondary max(sum_gamerounds) of exposure "
        "secondary quantile 0.9 of max(sum_gamerounds) of exposure by segment back", folder)
    failed, p = 0, []
    groups = [players[players.test_version == arm] for arm in ("gate_30", "gate_40")]
    for index, name in enumerate(("retention_1", "retention_7")):
        expected = arms_of_rate([int(g[name].sum()) for g in groups], [len(g) for g in groups])
        p.append(expected["p"])
        failed += compare(f"cookie_cats, {name}", found_rate(result["metrics"][index]), expected, difference)
    adjusted = multipletests(p, method="holm")[1]
    split = stats.chisquare([len(g) for g in groups])
    found = {
        "adjusted": [metric["comparisons"][0]["p_adjusted"] for metric in result["metrics"][:2]],
        "split": next(check["value"] for check in result["health"] if check["check"] == "sample-ratio-mismatch"),
    }
    failed += compare(
        "cookie_cats, Holm and split", found, {"adjusted": list(adjusted), "split": split.pvalue}, difference)
    rounds = [g.sum_gamerounds.to_numpy(float) for g in groups]
    failed += means(result["metrics"][2], rounds, "cookie_cats, rounds played", difference)
    failed += compare(
        "cookie_cats, 90 % quantile of rounds", windowed.effect_found(result["metrics"][3]["comparisons"][0]),
        windowed.effect_expected(windowed.of_quantiles(rounds, 0.9)), difference)
    return failed + returned(result, groups, difference)


def returned(result, groups, difference):
    """Day-7 retention among those who came back on day 1 and those who did not."""
    breakdown = result["segments"][1]
    members = [one["values"] == ["true"] for one in breakdown["segments"]]
    effects = [
        windowed.of_rates([g[g.retention_1 == member].retention_7.to_numpy(float) for g in groups]) for member in members]
    q, p = windowed.heterogeneity(effects)
    return compare(
        "cookie_cats, retention_7 by return on day 1",
        {
            "effect": [one["effect"] for one in breakdown["segments"]],
            "low": [one["interval"][0] for one in breakdown["segments"]],
            "high": [one["interval"][1] for one in breakdown["segments"]],
            "q": breakdown["interaction"]["statistic"], "p": breakdown["interaction"]["p"],
        },
        {
            "effect": [one.effect for one in effects], "low": [one.interval[0] for one in effects],
            "high": [one.interval[1] for one in effects], "q": q, "p": p,
        },
        difference)


def carts(sojourn, datasets, folder, difference):
    path = datasets / "ab_test_demo.csv.gz"
    result = report(
        sojourn, path, ["--user", "user_id", "--event", "event", "--time", "timestamp"], windowed.STATEMENT, folder)
    return windowed.check_windowed(result, pandas.read_csv(path), compare, difference)


def means(metric, values, title, difference):
    found = stats.ttest_ind(values[1], values[0], equal_var=False)
    interval = found.confidence_interval(0.95)
    comparison = metric["comparisons"][0]
    expected = {
        "mean": [v.mean() for v in values], "deviation": [v.std(ddof=1) for v in values],
        "effect": values[1].mean() - values[0].mean(), "t": found.statistic, "df": found.df, "p": found.pvalue,
        "low": interval.low, "high": interval.high,
    }
    ranks = stats.mannwhitneyu(values[1], values[0], method="asymptotic")
    expected["rank p"] = ranks.pvalue
    expected["superiority"] = ranks.statistic / len(values[0]) / len(values[1]) - 0.5
    rank_line = next(line for line in comparison["sensitivity"] if line["name"] == "rank-test")
    return compare(
        title,
        {
            "mean": [arm["mean"] for arm in metric["arms"]],
            "deviation": [arm["standard_deviation"] for arm in metric["arms"]],
            "effect": comparison["absolute_effect"], "t": comparison["statistic"],
            "df": comparison["degrees_of_freedom"], "p": comparison["p"], "low": comparison["interval"][0],
            "high": comparison["interval"][1], "rank p": rank_line["p"], "superiority": rank_line["effect"],
        },
        expected, difference)


def shop(sojourn, datasets, folder, difference):
    path = datasets / "ab_test_demo.csv.gz"
    events = pandas.read_csv(path)
    result = report(
        sojourn, path, ["--user", "user_id", "--event", "event", "--time", "timestamp"],
        "experiment demo exposure any variant user_backet variants 'test', 'control' control 'control' "
        "goal conversion of payment_done goal conversion of cart -> payment_done "
        "secondary sum(transaction_value) of payment_done "
        "secondary ratio of sum(transaction_value) of payment_done to count of payment_done", folder)
    events = events[events.user_backet.isin(["test", "control"])]
    users = events.groupby("user_id").user_backet.first()
    paid = events[events.event == "payment_done"]
    totals = paid.groupby("user_id").transaction_value.sum().reindex(users.index).fillna(0)
    orders = paid.groupby("user_id").size().reindex(users.index).fillna(0)
    arms = [users == "control", users == "test"]
    units = [int(arm.sum()) for arm in arms]
    failed = compare(
        "ab_test_demo, conversion", found_rate(result["metrics"][0]),
        arms_of_rate([int((orders[arm] > 0).sum()) for arm in arms], units), difference)
    # In order: some payment not before some visit of the cart.
    cart = events[events.event == "cart"].groupby("user_id").timestamp.min()
    last = paid.groupby("user_id").timestamp.max()
    # Equal times would hang on the order of rows; there are none here.
    done = (cart.reindex(users.index) < last.reindex(users.index)).fillna(False)
    failed += compare(
        "ab_test_demo, cart -> payment_done", found_rate(result["metrics"][1]),
        arms_of_rate([int(done[arm].sum()) for arm in arms], units), difference)
    failed += means(
        result["metrics"][2], [totals[arm].to_numpy(float) for arm in arms], "ab_test_demo, value per user",
        difference)

    def linearised(arm):
        num, den = totals[arm].to_numpy(float), orders[arm].to_numpy(float)
        ratio = num.sum() / den.sum()
        return ratio, ((num - ratio * den) / den.mean()).var(ddof=1) / len(num)

    (ratio_a, v_a), (ratio_b, v_b) = map(linearised, arms)
    metric = result["metrics"][3]
    comparison = metric["comparisons"][0]
    return failed + compare(
        "ab_test_demo, value per order",
        {"ratio": [arm["ratio"] for arm in metric["arms"]], "effect": comparison["absolute_effect"],
         "t": comparison["statistic"]},
        {"ratio": [ratio_a, ratio_b], "effect": ratio_b - ratio_a,
         "t": (ratio_b - ratio_a) / numpy.sqrt(v_a + v_b)},
        difference)
