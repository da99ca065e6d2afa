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
        "  goal METRIC [goal METRIC] [guardrail METRIC];",
      ],
      clauses: [
        ("exposure STEP", "the event that shows a variant"), ("variant PROPERTY", "which one was shown"),
        ("goal METRIC", "what is to be better; its own options follow it, see below"),
        ("secondary METRIC", "also looked at, without a say in the verdict"),
        ("guardrail METRIC", "must not get worse: … lower-is-better margin 2%"),
        ("conversion of PATTERN", "a metric: the share that does it"),
        ("mean of MEASURE", "a metric: per unit, such as sum(amount) of purchase"),
        ("ratio of MEASURE", "a metric: sum(amount) of purchase to count of purchase"),
        ("quantile 0.9 of MEASURE", "a metric: what nine in ten stay below"),
        ("retention of STEP", "a metric: … between 7d and 14d after exposure"),
        ("per UNIT", "who is assigned a variant: user, account, session or a property"),
        ("activation STEP", "only those who also did this after exposure"),
        ("method fixed", "or sequential, group-sequential, bayesian, bootstrap"),
        ("alpha 0.05", "level of the tests; also power 80%, sides 2"),
        ("correction holm", "for several goals: also bonferroni, benjamini-hochberg, dunnett, none"),
        ("cuped 14d", "use what users did before to narrow intervals"),
        ("by platform", "also per segment, with caution"),
      ],
      examples: [
        """
        experiment "checkout" exposure experiment_viewed[name = 'checkout']
          variant variant control 'A' goal conversion of purchase within 7d;
        """
      ],
      notes: [
        """
        Options of a goal stand right after its metric, in any order: within 7d, counted
        from exposure; margin 2%; higher-is-better or lower-is-better; cap 99.9%; and
        as "Label". A conversion also takes those of funnels: excluding refund, order
        strict, holding order_id, entry first, ties strictly-later.

        Further clauses: variants 'A' 50%, 'B' 50%; cap 99.9%; switchers exclude;
        matured only; lift 5%; planned 20000; looks 5; spending quadratic; strata
        platform; prior 0 0.3; resamples 2000; seed 7. Those of every statement too:
        where, from, to, last, in, among.

        'describe event experiment_viewed;' shows which experiments and variants there
        are. The first line of the report is the verdict.
        """
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
