extension StatementHelp {
  /// Everything that is explained, in the order of the overview.
  static let all: [StatementHelp] = questions + keepers + subjects

  private static let questions: [StatementHelp] = [
    StatementHelp(
      topic: "funnel", summary: "how many get how far through steps, and where they are lost",
      syntax: ["funnel STEP -> STEP -> … within 7d [by PROPERTY] [where CONDITION];"],
      clauses: [
        ("within 7d", "time from the first step to the last"),
        ("where CONDITION", "which events exist for the question: where platform in ('ios', 'android')"),
        ("by platform top 5", "one funnel per value; attribute first|last|step 2 says which event has it"),
        ("from DATE to DATE", "when attempts begin; also last 30d"),
        ("per session", "count sessions instead of users"),
        ("every week", "one funnel per day, week or month of the beginning"),
        ("ties step-order", "events of one instant: step-order, input-order, strictly-later"),
        ("entry best", "which attempt counts: best, first, every, best earliest"),
        ("excluding refund", "steps that void an attempt; between 1 and 2"),
        ("holding order_id", "the same value in all steps"),
        ("compare platform 'web', 'ios'", "two sides beside each other, with a test of each step"),
        ("bins 7", "histogram of times between steps"),
        ("show units", "one row per attempt"),
        ("among segment \"EU\"", "only these users"),
      ],
      examples: [
        "funnel product_view -> add_to_cart -> checkout_start -> purchase within 1d;",
        """
        funnel product_view -> add_to_cart -> checkout_start -> purchase within 1d
          where platform in ('ios', 'android') by platform;
        """,
      ],
      notes: [
        """
        'Dropped' counts those who came to a step and no further: where it is largest,
        most are lost. 'Of previous' is the share that took a step among those who took
        the step before: where it is smallest, the largest share is lost.
        """
      ]),
    StatementHelp(
      topic: "journeys", summary: "the ways users take, node by node",
      syntax: ["journeys [from STEP] [to STEP] [depth 8] [top 20];"],
      clauses: [
        ("from product_view", "where paths begin"), ("to purchase", "where they end"),
        ("depth 8", "nodes kept, both ends included"), ("top 20", "paths listed"),
        ("collapse repeats", "runs of one event become one node"), ("collapse loops 3", "short returns too"),
        ("hide support_view", "events that are left out; only … keeps just those"),
        ("node path", "label nodes by a property"),
        ("group '/shop/*' as \"Shop\"", "labels that fit become one"),
      ],
      examples: [
        "journeys from product_view to purchase depth 8 top 8 collapse repeats;",
        "journeys depth 4 top 5 compare platform 'web', 'ios';",
      ]),
    StatementHelp(
      topic: "transitions", summary: "how often one event follows another",
      syntax: ["transitions [weight WEIGHT] [top 20];"],
      clauses: [("weight count", "also units, share, share-out, share-in, per-path, median-time")],
      examples: ["transitions weight share-out top 8;"]),
    StatementHelp(
      topic: "steps", summary: "what happens so many steps before and after something",
      syntax: ["steps centred on PATTERN [depth 5] [top 10];"],
      examples: ["steps centred on purchase depth 4;"]),
    StatementHelp(
      topic: "match", summary: "every place where a pattern occurs",
      syntax: ["match PATTERN [occurrence every|first|last] [within 1h] [top 20];"],
      examples: ["match start -> product_view -[not support_view]-> purchase top 5;"]),
    StatementHelp(
      topic: "frequent", summary: "paths that many users share",
      syntax: ["frequent [support 5%] [max length 4] [max gap 3 events] [closed];"],
      examples: ["frequent support 10% max length 3 top 10;"]),
    StatementHelp(
      topic: "retention", summary: "how many come back, period after period",
      syntax: ["retention STEP -> STEP every week for 8;"],
      clauses: [
        ("every week for 8", "the period, and how many"),
        ("mode on", "back in the period; on-or-after, on-or-before, streak"),
        ("clock calendar", "calendar periods, or rolling from each user's start"),
        ("cohort first", "which starts count: first, first-ever, recurring"), ("by platform", "breakdown"),
      ],
      examples: ["retention home_view -> any every week for 6;"]),
    StatementHelp(
      topic: "trend", summary: "counts and sums over time",
      syntax: ["trend MEASURE, MEASURE… every day|week|month [by PROPERTY];"],
      clauses: [
        ("users of purchase", "also sessions of, count of"),
        ("sum(amount) of purchase", "also mean, median, min, max, distinct, quantile(0.9, amount)"),
      ],
      examples: ["trend users of purchase, sum(amount) of purchase every week by platform;"]),
    StatementHelp(
      topic: "lifecycle", summary: "new, returning, resurrecting and dormant users per period",
      syntax: ["lifecycle of STEP every week;"], examples: ["lifecycle of any every week;"]),
    StatementHelp(
      topic: "stickiness", summary: "on how many days of a period users are active",
      syntax: ["stickiness of STEP every week;"], examples: ["stickiness of any every week;"]),
    StatementHelp(
      topic: "attribution", summary: "which touches deserve credit for conversions",
      syntax: [
        "attribution of STEP touch STEP key PROPERTY", "  model MODEL [within 30d] [value amount];",
      ],
      clauses: [
        ("model markov", "first, last, linear, participation, position 40/20/40, decay 7d, markov, shapley")
      ],
      examples: [
        """
        attribution of purchase touch any[query is not null] key query
          model linear within 7d;
        """
      ]),
    StatementHelp(
      topic: "experiment", summary: "is the variant better? A verdict with intervals",
      syntax: [
        "experiment NAME exposure STEP variant PROPERTY [control 'A']",
        "  goal METRIC within 7d [OPTIONS] [secondary METRIC] [guardrail METRIC];",
      ],
      clauses: [
        ("exposure STEP", "the event that shows a variant"), ("variant PROPERTY", "which one was shown"),
        ("goal METRIC", "decides: conversion of purchase within 7d; all kinds stand below"),
        ("secondary METRIC", "informs only"), ("guardrail METRIC", "must not get worse"),
        ("per account", "units other than users: session, account or a property; ask per the unit assigned"),
        ("variants 'A' 90%, 'B' 10%", "those that count, and the planned split"),
        ("activation STEP", "only units that did this after exposure"),
        ("switchers exclude", "units seen in two variants; or first, to keep them"),
        ("matured only", "only units whose window is over"),
        ("method fixed", "or sequential, group-sequential, bayesian, bootstrap"),
        ("planned 20000", "units the test was planned for; looks 5 spreads them over looks"),
        ("alpha 0.05", "level of the tests; sides 1 tests the good direction only"),
        ("correction holm", "for several goals and arms; also none, bonferroni, dunnett, …"),
        ("cuped 14d", "use what units did before to narrow intervals"),
        ("strata platform", "weight effects over the values of a property"),
        ("lift 5%", "the effect planned for: says how many days are left"),
        ("by platform", "also per segment, with caution; by segment \"buyers\""),
      ],
      examples: [
        """
        experiment "checkout" exposure experiment_viewed[name = 'checkout']
          variant variant control 'A' goal conversion of purchase within 7d;
        """,
        """
        experiment "checkout" exposure experiment_viewed[name = 'checkout']
          variant variant control 'A'
          goal conversion of add_to_cart -> purchase within 7d
            excluding support_view as "Without support"
          secondary sum(amount) of purchase within 7d cap 99%
          guardrail conversion of support_view within 7d lower-is-better margin 5%;
        """,
      ],
      notes: [
        """
        METRICS
          conversion of PATTERN                any pattern of help funnel and patterns
          count of STEP, sum(amount) of STEP   also mean, min, max, median, distinct
          ratio of MEASURE to MEASURE          totals of units over totals of units
          quantile 0.9 of MEASURE              over units
          retention of STEP between 7d and 14d
        OPTIONS behind a metric
          within 7d          from exposure; without it, until the end of the data
          lower-is-better    less is good
          margin 2%          how much worse is fine
          cap 99%            lower larger values to this percentile, or cap 500
          as "Name"          what the report calls it
          excluding STEP, holding PROPERTY, ties …, order …   of conversions,
                             as in help funnel
        """,
        "'describe event experiment_viewed;' shows which experiments and variants there\nare. The first line of the report is the verdict.",
      ]),
    StatementHelp(
      topic: "power", summary: "how many users an experiment needs",
      syntax: ["power METRIC within 7d [exposure STEP] lift 5% [alpha 0.05] [power 80%];"],
      examples: ["power conversion of purchase within 7d exposure checkout_start lift 5%;"]),
    StatementHelp(
      topic: "correlate", summary: "what separates those who complete a pattern",
      syntax: ["correlate PATTERN within 7d [with events, properties platform] [support 1%];"],
      examples: ["correlate product_view -> purchase within 7d support 5% top 10;"]),
    StatementHelp(
      topic: "compare", summary: "two sides of one question, or two snapshots",
      syntax: ["compare platform 'web', 'ios' on STATEMENT;", "compare snapshots 1 and 2;"],
      examples: [
        "compare snapshots 1 and 2;",
        "compare platform 'web', 'ios' on funnel product_view -> purchase within 7d;",
      ]),
  ]
}
