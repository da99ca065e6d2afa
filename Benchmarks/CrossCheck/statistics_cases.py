"""Cases made by a seed, with the answers of scipy and statsmodels.

Each maker takes a numpy generator and returns (inputs, expected): the inputs of `sojourn statistics evaluate` and the
figures the other library gives for the same keys. Tolerances are relative, above an absolute floor.
"""

import math
import warnings

import numpy
from scipy import special, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import NormalIndPower, TTestIndPower
from statsmodels.stats.proportion import (
    confint_proportions_2indep,
    proportion_confint,
    proportions_ztest,
)

warnings.filterwarnings("ignore", category=RuntimeWarning)


def rounded(values, digits=3):
    return [float(round(value, digits)) for value in values]


def normal_cdf(random):
    x = float(random.uniform(-30, 30))
    return {"x": x}, {"cdf": stats.norm.cdf(x), "sf": stats.norm.sf(x)}


def normal_ppf(random):
    p = float(10 ** random.uniform(-200, -1)) if random.random() < 0.5 else float(random.uniform(0.01, 0.99))
    return {"p": p}, {"x": stats.norm.ppf(p)}


def student_t_cdf(random):
    t, df = float(random.normal(0, 4)), float(round(10 ** random.uniform(0, 6), 2))
    return {"t": t, "df": df}, {"cdf": stats.t.cdf(t, df), "sf": stats.t.sf(t, df)}


def student_t_ppf(random):
    p, df = float(random.uniform(0.0005, 0.9995)), float(round(10 ** random.uniform(0, 5), 2))
    return {"p": p, "df": df}, {"t": stats.t.ppf(p, df)}


def chi2_sf(random):
    df = int(random.integers(1, 200))
    x = float(df * random.uniform(0.1, 4))
    return {"x": x, "df": df}, {"sf": stats.chi2.sf(x, df)}


def reg_inc_beta(random):
    a, b, x = (float(v) for v in (10 ** random.uniform(-1, 4), 10 ** random.uniform(-1, 4), random.random()))
    x = min(max(a / (a + b) + random.normal(0, 1) * math.sqrt(a * b / (a + b + 1)) / (a + b), 1e-6), 1 - 1e-6)
    return {"a": a, "b": b, "x": float(x)}, {"value": special.betainc(a, b, x)}


def log_gamma(random):
    x = float(10 ** random.uniform(-5, 12))
    return {"x": x}, {"value": special.gammaln(x)}


def f_sf(random):
    df1, df2 = int(random.integers(1, 40)), int(random.integers(2, 5000))
    x = float(random.uniform(0.05, 6))
    return {"x": x, "df1": df1, "df2": df2}, {"sf": stats.f.sf(x, df1, df2)}


def binomial_cdf(random):
    n, p = int(random.integers(1, 5000)), float(random.uniform(0.001, 0.999))
    k = int(min(max(0, random.normal(n * p, math.sqrt(n * p * (1 - p)) + 1)), n))
    return {"n": n, "p": p, "k": k}, {
        "cdf": stats.binom.cdf(k, n, p), "pmf": stats.binom.pmf(k, n, p)}


def poisson_cdf(random):
    mean = float(10 ** random.uniform(-1, 3))
    k = int(max(0, random.normal(mean, math.sqrt(mean) + 1)))
    return {"mean": mean, "k": k}, {"cdf": stats.poisson.cdf(k, mean), "pmf": stats.poisson.pmf(k, mean)}


def noncentral_t_cdf(random):
    df, nc = float(random.integers(2, 400)), float(random.uniform(0, 5))
    t = float(nc + random.normal(0, 1.5))
    return {"t": t, "df": df, "nc": nc}, {"cdf": stats.nct.cdf(t, df, nc)}


def counts(random, largest=20000):
    n = int(random.integers(20, largest))
    return int(random.binomial(n, random.uniform(0.01, 0.6))), n


def two_proportion_z(random):
    (x_a, n_a), (x_b, n_b) = counts(random), counts(random)
    x_b = int(random.binomial(n_b, min(0.9, x_a / n_a * random.uniform(0.9, 1.1) + 0.001)))
    if x_a + x_b == 0:
        x_a = 1
    z, p = proportions_ztest([x_b, x_a], [n_b, n_a])
    low, high = confint_proportions_2indep(x_b, n_b, x_a, n_a, method="wald", alpha=0.05)
    return {"x_a": x_a, "n_a": n_a, "x_b": x_b, "n_b": n_b, "alpha": 0.05}, {
        "z": z, "p_value": p, "diff": x_b / n_b - x_a / n_a, "ci_low": low, "ci_high": high}


def wilson_ci(random):
    x, n = counts(random)
    alpha = float(random.choice([0.01, 0.05, 0.1]))
    low, high = proportion_confint(x, n, alpha=alpha, method="wilson")
    return {"x": x, "n": n, "alpha": alpha}, {"ci_low": low, "ci_high": high}


def clopper_pearson_ci(random):
    x, n = counts(random, 3000)
    low, high = proportion_confint(x, n, alpha=0.05, method="beta")
    return {"x": x, "n": n, "alpha": 0.05}, {"ci_low": low, "ci_high": high}


def newcombe_ci(random):
    (x_a, n_a), (x_b, n_b) = counts(random), counts(random)
    low, high = confint_proportions_2indep(x_b, n_b, x_a, n_a, method="newcomb", compare="diff", alpha=0.05)
    return {"x_a": x_a, "n_a": n_a, "x_b": x_b, "n_b": n_b, "alpha": 0.05}, {"ci_low": low, "ci_high": high}


def chi2_kx2(random):
    table = [[int(v) for v in random.integers(5, 900, 2)] for _ in range(int(random.integers(2, 6)))]
    found = stats.chi2_contingency(table, correction=False)
    return {"table": table}, {"chi2": found[0], "df": found[2], "p_value": found[1]}


def fisher_exact_2x2(random):
    table = [[int(v) for v in random.integers(0, 30, 2)] for _ in range(2)]
    table[0][0] += 1
    table[1][1] += 1
    return {"table": table}, {
        "p_two_sided": stats.fisher_exact(table)[1],
        "p_less": stats.fisher_exact(table, alternative="less")[1],
        "p_greater": stats.fisher_exact(table, alternative="greater")[1]}


def srm_chi2(random):
    weights = rounded(random.uniform(0.5, 2, int(random.integers(2, 5))), 2)
    n = int(random.integers(100, 100000))
    observed = [int(v) for v in random.multinomial(n, numpy.array(weights) / sum(weights))]
    expected = n * numpy.array(weights) / sum(weights)
    found = stats.chisquare(observed, expected)
    return {"observed": observed, "weights": weights}, {"chi2": found.statistic, "p_value": found.pvalue}


def arm(random, least=8, most=60):
    return rounded(random.lognormal(1, 0.8, int(random.integers(least, most))))


def welch_t_raw(random):
    a, b = arm(random), arm(random)
    found = stats.ttest_ind(b, a, equal_var=False)
    interval = found.confidence_interval(0.95)
    return {"a": a, "b": b, "alpha": 0.05}, {
        "diff": numpy.mean(b) - numpy.mean(a), "t": found.statistic, "df": found.df, "p_value": found.pvalue,
        "ci_low": interval.low, "ci_high": interval.high}


def mann_whitney_asymptotic(random):
    a = [int(v) for v in random.integers(0, 9, 40)]
    b = [int(v) for v in random.integers(0, 10, 35)]
    return {"a": a, "b": b}, {
        "u_b": stats.mannwhitneyu(b, a).statistic,
        "p_two_sided": stats.mannwhitneyu(b, a, method="asymptotic").pvalue,
        "p_b_greater": stats.mannwhitneyu(b, a, method="asymptotic", alternative="greater").pvalue,
        "p_b_less": stats.mannwhitneyu(b, a, method="asymptotic", alternative="less").pvalue}


def mann_whitney_exact(random):
    values = rounded(random.permutation(numpy.arange(40) + random.random(40) / 2))
    a, b = values[:12], values[12:23]
    return {"a": a, "b": b}, {"p_two_sided": stats.mannwhitneyu(b, a, method="exact").pvalue}


def ks_2samp(random):
    a, b = rounded(random.normal(0, 1, 25), 6), rounded(random.normal(0.4, 1, 30), 6)
    return {"a": a, "b": b}, {"d": stats.ks_2samp(a, b, method="exact").statistic}


def quantile_ci(random):
    x, q = arm(random, 40, 200), float(random.choice([0.25, 0.5, 0.9]))
    interval = stats.quantile_test(x, q=numpy.quantile(x, q), p=q).confidence_interval(0.95)
    return {"x": x, "q": q, "confidence": 0.95}, {
        "quantile_linear": numpy.quantile(x, q), "ci_low": interval.low, "ci_high": interval.high}


def p_adjust(random):
    p = rounded(random.random(int(random.integers(2, 12))) ** 3, 6)
    names = {"bonferroni": "bonferroni", "holm": "holm", "benjamini_hochberg": "fdr_bh"}
    return {"p": p}, {ours: [float(v) for v in multipletests(p, method=theirs)[1]] for ours, theirs in names.items()}


def welch_anova(random):
    groups = [arm(random, 10, 40) for _ in range(int(random.integers(2, 5)))]
    found = stats.f_oneway(*groups, equal_var=False)
    return {"groups": groups}, {"f": found.statistic, "p_value": found.pvalue}


def dunnett(random):
    groups = [rounded(random.normal(shift, 1, int(random.integers(10, 40)))) for shift in (0, 0.3, 0.5, 0.1)]
    found = stats.dunnett(*groups[1:], control=groups[0], random_state=1)
    # scipy integrates by quasi-Monte Carlo; its error is about 1e-4.
    return {"groups": groups, "alpha": 0.05}, {
        "t": [float(v) for v in found.statistic], "p_value": ("loose", [float(v) for v in found.pvalue])}


def cuped(random):
    def one(shift):
        pre = random.normal(5, 2, int(random.integers(12, 60)))
        return {"pre": rounded(pre), "post": rounded(pre * 1.2 + shift + random.normal(0, 1, len(pre)))}

    a, b = one(0), one(0.3)
    pre = numpy.array(a["pre"] + b["pre"])
    post = numpy.array(a["post"] + b["post"])
    theta = numpy.cov(post, pre)[0, 1] / numpy.var(pre, ddof=1)
    adjusted = [numpy.array(side["post"]) - theta * numpy.array(side["pre"]) for side in (a, b)]
    found = stats.ttest_ind(adjusted[1], adjusted[0], equal_var=False)
    interval = found.confidence_interval(0.95)
    return {"a": a, "b": b, "alpha": 0.05}, {
        "theta": theta, "diff": adjusted[1].mean() - adjusted[0].mean(), "p_value": found.pvalue,
        "ci_low": interval.low, "ci_high": interval.high}


def ratio_delta_method(random):
    def one(rate):
        den = random.integers(1, 9, int(random.integers(15, 60))).astype(float)
        num = numpy.round(den * rate + random.normal(0, 1, len(den)) ** 2, 2)
        return {"num": [float(v) for v in num], "den": [float(v) for v in den]}

    def linearised(side):
        num, den = numpy.array(side["num"]), numpy.array(side["den"])
        ratio = num.sum() / den.sum()
        return ratio, ((num - ratio * den) / den.mean()).var(ddof=1) / len(num)

    a, b = one(1.4), one(1.6)
    (ratio_a, v_a), (ratio_b, v_b) = linearised(a), linearised(b)
    return {"a": a, "b": b, "alpha": 0.05}, {
        "ratio_a": ratio_a, "ratio_b": ratio_b, "diff": ratio_b - ratio_a, "se": math.sqrt(v_a + v_b)}


def sample_size_means(random):
    d, power = float(round(random.uniform(0.1, 0.9), 3)), float(random.choice([0.8, 0.9]))
    return {"effect_d": d, "alpha": 0.05, "power": power, "ratio_b_to_a": 1}, {
        "n_a_normal": NormalIndPower().solve_power(d, power=power, alpha=0.05),
        "n_a_t": TTestIndPower().solve_power(d, power=power, alpha=0.05)}


def power_means(random):
    d, n = float(round(random.uniform(0.1, 0.9), 3)), int(random.integers(10, 500))
    return {"effect_d": d, "n_a": n, "ratio_b_to_a": 1, "alpha": 0.05}, {
        "power_normal": NormalIndPower().power(d, n, 0.05), "power_t": TTestIndPower().power(d, n, 0.05)}


def power_proportions(random):
    p_a = float(round(random.uniform(0.02, 0.5), 3))
    p_b, n = float(round(p_a * random.uniform(0.8, 1.3), 3)), int(random.integers(100, 20000))
    h = 2 * math.asin(math.sqrt(p_b)) - 2 * math.asin(math.sqrt(p_a))
    return {"p_a": p_a, "p_b": p_b, "n_a": n, "ratio_b_to_a": 1, "alpha": 0.05}, {
        "effect_h": h, "power": NormalIndPower().power(abs(h), n, 0.05)}


def beta_binomial(random):
    (x_a, n_a), (_, n_b) = counts(random, 2000), counts(random, 2000)
    # Near enough to each other for the quadrature below to see where both are.
    x_b = int(random.binomial(n_b, min(0.95, x_a / n_a * random.uniform(0.85, 1.15))))
    a = stats.beta(x_a + 0.5, n_a - x_a + 0.5)
    b = stats.beta(x_b + 0.5, n_b - x_b + 0.5)
    # P(B > A) on a fine grid of B's quantiles; good to about 1e-8.
    nodes, weights = numpy.polynomial.legendre.leggauss(2000)
    low, high = b.ppf(1e-14), b.isf(1e-14)
    x = low + (nodes + 1) * (high - low) / 2
    chance = float((weights * b.pdf(x) * a.cdf(x)).sum() * (high - low) / 2)
    return {"x_a": x_a, "n_a": n_a, "x_b": x_b, "n_b": n_b, "alpha": 0.05}, {"chance_to_win": ("near", chance)}


MAKERS = [
    normal_cdf, normal_ppf, student_t_cdf, student_t_ppf, chi2_sf, f_sf, reg_inc_beta, log_gamma, binomial_cdf,
    poisson_cdf, noncentral_t_cdf, two_proportion_z, wilson_ci, clopper_pearson_ci, newcombe_ci, chi2_kx2,
    fisher_exact_2x2, srm_chi2, welch_t_raw, mann_whitney_asymptotic, mann_whitney_exact, ks_2samp, quantile_ci,
    p_adjust, welch_anova, dunnett, cuped, ratio_delta_method, sample_size_means, power_means, power_proportions,
    beta_binomial,
]

# What the other library gets right itself: its error, not ours, sets these apart from 1e-9.
TOLERANCES = {
    "normal_cdf": 1e-12, "log_gamma": 1e-13, "noncentral_t_cdf": 1e-6, "sample_size_means": 1e-5,
    "power_means": 1e-6, "fisher_exact_2x2": 1e-7, "student_t_ppf": 1e-9,
}
# By a word beside the figure: the relative tolerance and the absolute floor.
WORDS = {"loose": (2e-2, 3e-4), "near": (1e-6, 1e-9)}
