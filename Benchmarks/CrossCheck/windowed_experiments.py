"""Windows, covariates, quantiles, retention and segments of the `experiment` statement, recomputed with pandas.

Everything is worked out per user from the rows of the log: which events lie in a window, what came before it, which
windows were over when the data ended. Nothing is taken from a report but the figures to compare with.
"""

import numpy
import pandas
from scipy import stats
from statsmodels.stats.multitest import multipletests

Z = stats.norm.isf(0.025)


class Estimate:
    """An effect with its standard error; degrees of freedom where the reference is Student's."""

    def __init__(self, effect, error, freedom=None):
        self.effect, self.error, self.freedom = effect, error, freedom

    @property
    def p(self):
        z = abs(self.effect / self.error)
        return 2 * (stats.norm.sf(z) if self.freedom is None else stats.t.sf(z, self.freedom))

    @property
    def interval(self):
        width = self.error * (Z if self.freedom is None else stats.t.isf(0.025, self.freedom))
        return [self.effect - width, self.effect + width]


def welch(arms):
    """Arms are (estimate, variance of it, units), control first."""
    (a, v_a, n_a), (b, v_b, n_b) = arms
    freedom = (v_a + v_b) ** 2 / (v_a**2 / (n_a - 1) + v_b**2 / (n_b - 1))
    return Estimate(b - a, numpy.sqrt(v_a + v_b), freedom)


def of_means(arms):
    return welch([(y.mean(), y.var(ddof=1) / len(y), len(y)) for y in arms])


def of_rates(arms):
    """The variance of a share divides by n, not by n - 1."""
    return welch([(y.mean(), y.mean() * (1 - y.mean()) / len(y), len(y)) for y in arms])


def of_ratios(arms):
    found = []
    for y, x in arms:
        ratio = y.sum() / x.sum()
        found.append((ratio, (y - ratio * x).var(ddof=1) / x.mean() ** 2 / len(y), len(y)))
    return welch(found)


def of_quantiles(arms, order):
    found = []
    for values in arms:
        values = numpy.sort(values)
        n = len(values)
        low, high = int(stats.binom.ppf(0.025, n, order)) - 1, int(stats.binom.isf(0.025, n, order))
        found.append((numpy.quantile(values, order), ((values[high] - values[low]) / (2 * Z)) ** 2, n))
    plain = welch(found)
    return Estimate(plain.effect, plain.error)


def with_covariate(arms):
    """Arms are (value, value before): the adjusted difference, the lift over the plain control mean, slope and rho²."""
    y, x = (numpy.concatenate([arm[place] for arm in arms]) for place in (0, 1))
    covariance = numpy.cov(x, y, ddof=1)
    slope = covariance[0, 1] / covariance[0, 0] if covariance[0, 0] > 0 else 0.0
    explained = covariance[0, 1] ** 2 / covariance[0, 0] / covariance[1, 1] if covariance[0, 0] > 0 else 0.0
    effect = of_means([value - slope * before for value, before in arms])
    control, before = arms[0]
    mean, n = control.mean(), len(control)
    shared = -(control.var(ddof=1) - slope * numpy.cov(control, before, ddof=1)[0, 1]) / n
    share = effect.effect / mean
    variance = effect.error**2 + share**2 * control.var(ddof=1) / n - 2 * share * shared
    lift = Estimate(effect.effect / abs(mean), numpy.sqrt(variance) / abs(mean), effect.freedom)
    return effect, lift, slope, explained


def heterogeneity(estimates):
    """Cochran's Q and its P value."""
    weights = numpy.array([1 / one.error**2 for one in estimates])
    effects = numpy.array([one.effect for one in estimates])
    q = float((weights * (effects - (weights * effects).sum() / weights.sum()) ** 2).sum())
    return q, stats.chi2.sf(q, len(estimates) - 1)


WINDOW = pandas.Timedelta(days=7)

STATEMENT = """segment "looked" = did product as of event time;
experiment carts exposure cart variant user_backet variants 'test', 'control' control 'control'
  goal count of any within 7d goal conversion of payment_done within 7d
  secondary ratio of sum(transaction_value) of payment_done to count of any within 7d
  secondary quantile 0.75 of count of any within 7d
  secondary retention of any between 1d and 7d
  cuped 7d by segment looked"""


def units_of(events):
    """One row per user that came to the cart: arm, exposure and what lies before and after it."""
    events = events.assign(time=pandas.to_datetime(events.timestamp))
    end = events.time.max().normalize() + pandas.Timedelta(days=1)
    events = events[events.user_backet.isin(["test", "control"])]
    exposures = events[events.event == "cart"].sort_values("time", kind="stable").groupby("user_id").first()
    units = exposures[["user_backet", "time"]].rename(columns={"user_backet": "arm", "time": "start"})
    rows = events.join(units.start, on="user_id", how="inner")
    since = rows.time - rows.start
    after, before = (since >= pandas.Timedelta(0)) & (since <= WINDOW), (since < pandas.Timedelta(0)) & (since >= -WINDOW)
    paid = rows.event == "payment_done"

    def per_user(mask, values=None):
        chosen = rows[mask].groupby("user_id")
        return (chosen.size() if values is None else chosen[values].sum()).reindex(units.index).fillna(0).astype(float)

    units["events"], units["events_before"] = per_user(after), per_user(before)
    units["paid"] = (per_user(after & paid) > 0).astype(float)
    units["paid_before"] = (per_user(before & paid) > 0).astype(float)
    units["value"] = per_user(after & paid, "transaction_value")
    units["returned"] = (per_user(after & (since >= pandas.Timedelta(days=1))) > 0).astype(float)
    units["returned_before"] = (units.events_before > 0).astype(float)
    units["matured"] = units.start + WINDOW < end
    # At the instant of exposure, which itself counts.
    units["member"] = per_user((rows.event == "product") & (since <= pandas.Timedelta(0))) > 0
    return units


def arms_of(units, *columns):
    arms = [units[units.arm == arm] for arm in ("control", "test")]
    return [tuple(arm[name].to_numpy() for name in columns) if len(columns) > 1 else arm[columns[0]].to_numpy() for arm in arms]


METRICS = [
    ("count with covariate", lambda units: with_covariate(arms_of(units, "events", "events_before"))[0]),
    ("conversion with covariate", lambda units: with_covariate(arms_of(units, "paid", "paid_before"))[0]),
    ("ratio", lambda units: of_ratios(arms_of(units, "value", "events"))),
    ("quantile", lambda units: of_quantiles(arms_of(units, "events"), 0.75)),
    ("retention with covariate", lambda units: with_covariate(arms_of(units, "returned", "returned_before"))[0]),
]


def check_windowed(result, events, compare, difference):
    """Compares a report of STATEMENT over `events` figure by figure; answers how many differ."""
    units = units_of(events)
    failed = 0
    expected = {
        "units": [int((units.arm == arm).sum()) for arm in ("control", "test")],
        "immature": float((~units.matured).sum()),
        "split": stats.chisquare([(units.arm == arm).sum() for arm in ("control", "test")]).pvalue,
    }
    health = {check["check"]: check["value"] for check in result["health"]}
    found = {
        "units": [arm["n"] for arm in result["metrics"][0]["arms"]], "immature": health["immature-units"],
        "split": health["sample-ratio-mismatch"],
    }
    failed += compare("carts, units", found, expected, difference)
    for metric, (name, estimate) in zip(result["metrics"], METRICS):
        failed += compare(
            f"carts, {name}", effect_found(metric["comparisons"][0]), effect_expected(estimate(units)), difference)
    failed += covariates(result, units, compare, difference)
    failed += matured(result, units[units.matured], compare, difference)
    return failed + segments(result, units, compare, difference)


def effect_found(comparison):
    return {
        "effect": comparison["absolute_effect"], "statistic": comparison["statistic"], "p": comparison["p"],
        "interval": comparison["interval"], "mde": comparison["mde"],
    }


def effect_expected(estimate):
    return {
        "effect": estimate.effect, "statistic": estimate.effect / estimate.error, "p": estimate.p,
        "interval": estimate.interval, "mde": (Z + stats.norm.isf(0.2)) * estimate.error,
    }


def covariates(result, units, compare, difference):
    failed = 0
    for index, name, columns in ((0, "count", ("events", "events_before")), (4, "retention", ("returned", "returned_before"))):
        _, lift, slope, explained = with_covariate(arms_of(units, *columns))
        comparison = result["metrics"][index]["comparisons"][0]
        plain = arms_of(units, columns[0])
        failed += compare(
            f"carts, covariate of {name}",
            {
                "slope": comparison["adjustment"]["slope"],
                "explained": comparison["adjustment"]["squared_correlation"],
                "unadjusted": comparison["adjustment"]["unadjusted_effect"],
                "lift": comparison["relative_effect"], "lift interval": comparison["relative_interval"],
            },
            {
                "slope": slope, "explained": explained, "unadjusted": plain[1].mean() - plain[0].mean(),
                "lift": lift.effect, "lift interval": lift.interval,
            },
            difference)
    return failed


def matured(result, units, compare, difference):
    """The lines of units whose window was over, which take no covariate."""
    estimates = [
        of_means(arms_of(units, "events")), of_rates(arms_of(units, "paid")), of_ratios(arms_of(units, "value", "events")),
        None, of_rates(arms_of(units, "returned")),
    ]
    failed = 0
    for metric, estimate, (name, _) in zip(result["metrics"], estimates, METRICS):
        if estimate is None:
            continue
        line = next(one for one in metric["comparisons"][0]["sensitivity"] if one["name"] == "matured-only")
        failed += compare(
            f"carts, {name.removesuffix(' with covariate')}, matured only",
            {"effect": line["effect"], "interval": line["interval"], "p": line["p"]},
            {"effect": estimate.effect, "interval": estimate.interval, "p": estimate.p}, difference)
    return failed


def segments(result, units, compare, difference):
    """Effects within segments and the test of whether they differ, by Holm over all metrics."""
    failed, p = 0, []
    for breakdown, (name, estimate) in zip(result["segments"], METRICS):
        members = [one["values"] == ["true"] for one in breakdown["segments"]]
        groups = [units[units.member == member] for member in members]
        effects = [estimate(group) for group in groups]
        q, one_p = heterogeneity(effects)
        p.append(one_p)
        failed += compare(
            f"carts, {name} by segment",
            {
                "units": [one["control_units"] + one["treatment_units"] for one in breakdown["segments"]],
                "effect": [one["effect"] for one in breakdown["segments"]],
                "low": [one["interval"][0] for one in breakdown["segments"]],
                "high": [one["interval"][1] for one in breakdown["segments"]],
                "q": breakdown["interaction"]["statistic"], "p": breakdown["interaction"]["p"],
            },
            {
                "units": [len(group) for group in groups], "effect": [one.effect for one in effects],
                "low": [one.interval[0] for one in effects], "high": [one.interval[1] for one in effects],
                "q": q, "p": one_p,
            },
            difference)
    adjusted = [one["interaction_p_adjusted"] for one in result["segments"]]
    return failed + compare(
        "carts, interactions by Holm", {"p": adjusted}, {"p": list(multipletests(p, method="holm")[1])}, difference)
