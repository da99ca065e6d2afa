extension StatementHelp {
  /// Statements that look at the store or keep something in it.
  static let keepers: [StatementHelp] = [
    StatementHelp(
      topic: "show", summary: "lists events, properties, snapshots, segments and more",
      syntax: [
        "show events [top 20];", "show properties [of EVENT];", "show values of PROPERTY;", "show snapshots;",
        "show segments;", "show definitions;", "show settings;", "show sources;",
      ],
      examples: ["show events;", "show properties of purchase;"]),
    StatementHelp(
      topic: "describe", summary: "one event, property or segment in detail",
      syntax: ["describe event NAME;", "describe property NAME;", "describe segment NAME;"],
      examples: ["describe event experiment_viewed;"]),
    StatementHelp(
      topic: "timeline", summary: "what one user did, event by event",
      syntax: ["timeline user 'ID' [last 30d] [top 100];"], examples: ["timeline user 'u1' top 10;"]),
    StatementHelp(
      topic: "explain", summary: "what answering a statement would read",
      syntax: ["explain STATEMENT;", "explain analyze STATEMENT;"],
      examples: ["explain funnel product_view -> purchase within 7d;"],
      notes: ["analyze also runs the statement and tells where the time went."]),
    StatementHelp(
      topic: "segment", summary: "keeps a set of users under a name",
      syntax: ["segment NAME = EXPRESSION;"],
      examples: ["segment \"Buyers\" = did purchase >= 2 times in last 30d;"],
      notes: ["Use it in any statement: among segment \"Buyers\". See help segments."]),
    StatementHelp(
      topic: "event", summary: "gives a name to events that fit a condition, for all of history",
      syntax: ["event NAME = STEP | STEP [where CONDITION];"],
      examples: ["event \"Big purchase\" = purchase[amount > 100];"]),
    StatementHelp(
      topic: "group", summary: "gives many labels one name in journeys",
      syntax: ["group 'GLOB' as NAME;"], examples: ["group '*_view' as \"Page\";"]),
    StatementHelp(
      topic: "set", summary: "a default for later statements",
      syntax: ["set NAME = VALUE;"], examples: ["set zone = 'Europe/Berlin';"]),
    StatementHelp(
      topic: "remove", summary: "forgets a definition",
      syntax: [
        "remove segment NAME;", "remove event NAME;", "remove group 'GLOB';", "remove setting NAME;",
      ],
      examples: ["segment \"Buyers\" = did purchase;\nremove segment \"Buyers\";"]),
  ]

  /// What several statements share.
  static let subjects: [StatementHelp] = [
    StatementHelp(
      topic: "patterns", summary: "steps and arrows",
      syntax: ["STEP -> STEP      later", "STEP => STEP      immediately after"],
      clauses: [
        ("purchase", "an event of this name; \"any text\" in double quotes"),
        ("purchase[amount > 10]", "with a condition"), ("(view|search)", "one of these"),
        ("!support", "anything else"), ("any", "every event"), ("coupon?", "may be skipped"),
        ("view{2,}", "at least twice"), ("-[within 1h]->", "at most so much later"),
        ("-[not refund]->", "no such event between"), ("-[same item_id]->", "both agree on the property"),
        ("cart: add_to_cart", "names the event for conditions of later steps"),
      ],
      heading: "PARTS",
      examples: ["funnel product_view -> (add_to_cart|search) -> purchase[amount > 20];"]),
    StatementHelp(
      topic: "conditions", summary: "where …, and […] after a step",
      syntax: ["PROPERTY = 'text'", "CONDITION and CONDITION or not (CONDITION)"],
      clauses: [
        ("plan = 'pro'", "also != < <= > >="), ("country in ('DE', 'FR')", "also not in"),
        ("title contains 'sale'", "exact letters"), ("path matches '/shop/*'", "a glob; '…'i ignores case"),
        ("channel is null", "also is not null"),
      ],
      heading: "PARTS",
      examples: [
        "funnel product_view -> purchase where country in ('DE', 'AT') within 7d;"
      ],
      notes: ["Texts take single quotes, names double quotes."]),
    StatementHelp(
      topic: "ranges", summary: "which days, in which zone",
      syntax: ["from 2026-01-01 to 2026-02-01", "last 30d", "in 'Europe/Berlin'"],
      examples: [
        "funnel product_view -> purchase from 2026-01-10 to 2026-02-01 within 7d;"
      ],
      notes: ["'to' is not part of the range. Without a range all days count."]),
    StatementHelp(
      topic: "units", summary: "whose sequences are counted",
      syntax: ["per user", "per session [gap 15m] [reset midnight]"],
      examples: ["funnel product_view -> purchase per session gap 30m;"]),
    StatementHelp(
      topic: "breakdowns", summary: "one answer per value of a property",
      syntax: ["by PROPERTY, PROPERTY [top 5] [attribute first|last|step 2]"],
      examples: ["funnel product_view -> purchase within 7d by platform, plan top 5;"]),
    StatementHelp(
      topic: "segments", summary: "sets of users, by what they did or are",
      syntax: ["among segment NAME", "among did purchase >= 2 times in last 30d"],
      clauses: [
        ("did purchase", "also did not purchase, did purchase >= 2 times in last 30d"),
        ("did view -> purchase within 7d", "did a whole pattern; options of funnels may follow"),
        ("stopped purchase in last 30d", "did before, not in it"),
        ("country in ('DE', 'FR')", "any condition on a property"), ("file 'vip.csv'", "listed in a file"),
      ],
      heading: "PARTS",
      examples: ["funnel product_view -> purchase among (did search in last 60d);"]),
    StatementHelp(
      topic: "sql", summary: "what stands for what in SQL",
      syntax: ["FORM SUBJECT CLAUSE CLAUSE …;      the subject first, clauses in any order"],
      clauses: [
        ("SELECT … GROUP BY event", "show events;"),
        ("information_schema", "show properties; describe event purchase;"),
        ("COUNT(DISTINCT user)", "funnel purchase;"),
        ("… GROUP BY platform", "funnel purchase by platform;"),
        ("… ORDER BY … LIMIT 5", "by platform top 5 (the largest come first anyway)"),
        ("… GROUP BY day", "funnel purchase every day;"),
        ("a self-join in time", "funnel product_view -> purchase within 7d;"),
        ("WHERE a = 'x' AND b > 5", "the same: where a = 'x' and b > 5"),
        ("WHERE a LIKE 'x%'", "where a matches 'x*'"),
        ("WHERE a BETWEEN 1 AND 5", "where a >= 1 and a <= 5"),
        ("WHERE time BETWEEN …", "from 2026-01-01 to 2026-02-01"),
        ("HAVING …", "having …: a condition on a finished way through the steps"),
        ("CREATE VIEW …", "segment NAME = …; or event NAME = …;"),
        ("EXPLAIN …", "explain …; explain analyze …;"),
      ],
      heading: "IN SQL, AND HERE",
      examples: ["funnel purchase by platform;"],
      notes: ["Texts take single quotes, names double quotes or none."]),
  ]
}
