/// Statements of every form: those of the project's interface and rules, and one for each further spelling.
enum StatementCorpus {
  static let valid: [String] = [
    // Funnels.
    "funnel view -> cart -> purchase  within 7d",
    """
    funnel signup -[within 1h, not error]-> invite => purchase[amount > 10 and plan = 'pro']
           from 2026-01-01 to 2026-02-01  in 'Europe/Berlin'  where platform = 'web'  among segment "EU"
           by platform top 5 attribute last   holding order_id   excluding refund between 1 and 2 effect remove-unit
           entry first  ties strictly-later  order strict  scope all  per session  every week  as mixpanel  show units
    """,
    "funnel a -> b order unordered", "funnel a -> b order sets", "funnel a -> b order strict repeats fold",
    "funnel a -> b tolerance 2s", "funnel a -> b resolution 1s", "funnel a -> b reuse equal-steps",
    "funnel a -> b entry best earliest", "funnel a -> b entry every within 7d", "funnel a -> b entry best",
    "funnel a -> b holding p first value", "funnel a -> b holding p, q", "funnel a -> b holding p each value",
    "funnel a -> b having p = 'v' attribute last", "funnel a -> b having amount > 5",
    "funnel a -> b bins 7", "funnel a -> b bins", "funnel a -> b every week week starts sunday",
    "funnel a -> b only a, b, c*", "funnel a -> b hide heartbeat, \"page_*\"",
    "funnel a -> b by count of X between 1 and 2", "funnel a -> b by count of X[y = 1], platform top 3",
    "funnel a -> b compare segment \"A\", segment \"B\"", "funnel a -> b compare segment A, B, rest",
    "funnel a -> b compare platform 'web', 'ios'", "funnel a -> b compare platform 'web', rest",
    "funnel a -> b compare from 2026-01-01 to 2026-02-01, from 2026-02-01 to 2026-03-01",
    "funnel a -> b compare previous period last 30d",
    "funnel a -> b by platform attribute step 2 top 5", "funnel a -> b by p, q attribute nearest",
    "funnel a -> b by segment \"EU\", country attribute all", "funnel a -> b by session",
    "funnel a -[within 3 events]-> b", "funnel a -[after 5m]-> b", "funnel a -[not refund]-> b",
    "funnel a -[same item_id]-> b", "funnel a =[within 1h]=> b",
    "funnel a -[within 1h, same x, after 1s]=> b",
    "funnel a -[not (b|c)]-> d", "funnel a -[not !(b|c)]-> d", "funnel a -[not any]-> d",
    "funnel a -[not refund[amount > 5]]-> b", "funnel a -[not first(b)]-> c", "funnel a -[not b{2,}]-> c",
    "funnel view -> coupon? -> purchase", "funnel view -> x{2,3} -> purchase", "funnel view -> x{2} -> y{,4}",
    "funnel cart: add_to_cart -> purchase[item_id = cart.item_id and price > cart.price]",
    "funnel cart: add -> purchase[\"Item Id\" = cart.\"Item Id\"] excluding refund[id = cart.id] by cart.channel",
    "funnel first(view[x = 1]) -> first ever(purchase[plan = 'pro'])",
    "funnel (a|b) -> !(c|d) -> !e -> any -> *",
    "funnel \"any\" -> \"start\" -> \"Kauf abgeschlossen\"", "funnel $view -> app.open",
    "funnel a -> b per session gap 15m",
    "funnel a -> b per session gap 15m reset midnight", "funnel a -> b per \"session\"",
    "funnel a -> b per account",
    "funnel a -> b per order_id", "funnel a -> b per user", "funnel a -> b within 3 events",
    "funnel a -> b within 2 sessions",
    "funnel a -> b last 30d", "funnel a -> b last 4w to 2026-03-01",
    "funnel a -> b from 2026-01-31T10:00 to 2026-02-01T10:00:30.5Z",
    "funnel a -> b where a = 1 or b = 2 and not c = 3",
    "funnel a -> b where (a = 1 or b = 2) and not (c = 3)",
    "funnel a -> b where x in (1, 2.5, 'y', true, 2026-01-01) and y not in ('a') and z contains 'q'",
    "funnel a -> b where p matches '/checkout/*'i or p is null or q is not null or r matches \"*.html\"",
    "funnel a -> b where time >= 2026-01-01 and user != 'u1' and event = 'x' and \"user\" = 'y' and source = 'heap'",
    "funnel a -> b where x < -5 and y >= -2.5e3 and z <= 1e300 and w > x and v = ''",
    "funnel a -> b excluding refund, cancel between 1 and 2 excluding error effect end-attempt",
    "funnel a -> b as posthog", "funnel a -> b as amplitude", "funnel a -> b as heap",
    "funnel a -> b as clickhouse",
    "funnel a -> b among did purchase >= 2 times in last 30d within 7d",
    "funnel a -> b among (did a -> b within 7d) within 1d",
    "funnel a -> b among segment \"A\" and not segment \"B\"",
    "funnel a -> b among segment \"A\" as of event time as posthog",
    "FUNNEL a -> b WITHIN 7D BY platform TOP 5",
    "funnel order -> value -> within within 7d", "funnel a -> b within 250ms", "funnel a -> b within 1.5h",
    "funnel a", "funnel a -> b show units in 'UTC'",
    // Journeys, transitions, steps, match, frequent.
    "journeys", "journeys from signup to purchase  depth 8  top 20  collapse repeats  hide heartbeat",
    "journeys node path group '/shop/*' as \"Shop\" collapse repeats per session gap 15m",
    "journeys from signup[plan = 'pro'] from 2026-01-01 to purchase to 2026-02-01",
    "journeys collapse repeats a, b keep last collapse loops 3 group \"/a\\*b/*\" as \"A\" group x* as X",
    "journeys collapse repeats [a, b]", "journeys compare segment \"A\", rest top 5",
    "journeys to purchase depth 4",
    "transitions weight share-out", "transitions weight median-time top 10 from a to b",
    "transitions compare plan 'a', 'b'",
    "steps centred on purchase depth 5", "steps centred on end depth 3", "steps",
    "steps centred on start -> view -> cart",
    "steps centred on start top 8",
    "match start -> view -[not support]-> purchase{2,}",
    "match (a|b) => !(c|d) -> any -> end occurrence last within 1d",
    "match x{2,4} -> y? -> z occurrence first top 100",
    "frequent support 5% max gap 3 events max length 4 closed lift purchase top 50",
    "frequent support 20 max gap 1h",
    // Retention and friends.
    "retention signup -> any every week for 8 mode on clock calendar cohort first by plan",
    "retention signup -> any every day for 30 mode on-or-after clock rolling cohort first-ever survival show units",
    "retention a -> a every month for 6 mode streak cohort recurring at least 2 times week starts sunday scope all",
    "retention a -> b every day brackets 1, 3, 7 mode on-or-before compare plan 'a', 'b'",
    "retention s: signup -> purchase[plan = s.plan] every week for 4",
    "trend users of purchase, sum(amount) of purchase every day by platform",
    "trend count of any every hour",
    "trend quantile(0.9, amount) of purchase, distinct(item) of (a|b)[x = 1], sessions of any, accounts of any every month",
    "trend mean(a) of b, median(a) of b, min(a) of b, max(a) of b, events of b every week by p top 3 compare previous period",
    "lifecycle of any every day", "stickiness of any every week",
    "stickiness of purchase[x = 1] every day last 8w",
    // Attribution.
    "attribution of purchase touch visit[channel is not null] key channel model markov",
    "attribution of purchase touch (ad|mail) key channel model position 40/20/40 within 30d value amount",
    "attribution of purchase touch any key channel model decay 7d",
    "attribution of p touch q key r model markov order 2",
    "attribution of p touch q key r model shapley", "attribution of p touch q key r model participation",
    "attribution of p: purchase touch visit[campaign = p.campaign] key channel model first",
    // Experiments.
    """
    experiment "checkout" exposure experiment_viewed[name = 'checkout'] variant variant control 'A'
           goal conversion of purchase within 14d  goal mean of sum(amount) of purchase within 14d  guardrail conversion of refund lower-is-better margin 2%
           method fixed   alpha 0.05   cuped 14d
    """,
    "experiment x variant bucket goal conversion of view -> purchase within 7d method sequential",
    """
    experiment x exposure any variant bucket variants 'A' 50%, 'B' 50% control 'A' activation checkout power 80% sides 1
      goal sum(amount) of purchase cap 99.9% as "Revenue" secondary ratio of sum(amount) of purchase to count of purchase
      guardrail retention of visit between 7d and 14d margin 0.01 higher-is-better goal quantile 0.9 of sum(x) of y
      method bayesian prior 0 0.3 seed 7 resamples 2000 planned 20000 matured only switchers first correction holm
      by country top 5 among segment "EU" last 30d per account
    """,
    """
    experiment x variant v goal conversion of a method group-sequential planned 20000 looks 5 spending obrien-fleming
      lift 5% strata platform, country correction dunnett
    """,
    "experiment x variant v cap 500 goal count of purchase method bootstrap correction benjamini-hochberg",
    "power conversion of purchase within 14d exposure checkout lift 5% alpha 0.05 power 80% arms 2",
    "power mean of sum(amount) of purchase lift 0.5 sides 2 last 60d",
    "correlate view -> purchase within 7d with events, properties platform, country between 1 and 2 top 20 support 1%",
    "correlate funnel view -> purchase with properties",
    "correlate a -> b with events with properties x alpha 0.01",
    // Looking around.
    "timeline user 'u42'", "timeline 'u42' last 30d", "timeline account 7 hide heartbeat top 100",
    "timeline session 's'",
    "show events", "show properties", "show segments", "show snapshots", "show properties of purchase",
    "show values of platform top 10", "show definitions", "show groups", "show settings", "show sources",
    "show segment \"EU\" every week last 8w", "describe event purchase", "describe property platform",
    "describe segment \"EU\"", "explain funnel view -> cart within 7d", "explain analyze journeys from a",
    "compare snapshots 3 and 5", "compare segment \"A\", segment \"B\" on funnel a -> b within 7d",
    "compare platform 'web', 'ios' on journeys top 5",
    // Definitions.
    "segment \"EU buyers\" = did purchase >= 2 times in last 30d and country in ('DE', 'FR')",
    "segment x = did not purchase from 2026-01-01 to 2026-02-01",
    "segment x = did a -> b order strict repeats fold within 7d in last 30d or did c -> d as heap as of event time",
    "segment x = did a -> b >= 2 times ties strictly-later tolerance 2s excluding c between 1 and 2 and not did d",
    "segment x = reached step 2 of a -> b -> c entry first holding p first value scope all from 2026-01-01",
    "segment x = first did purchase in last 30d",
    "segment x = stopped purchase in last 30d",
    "segment x = did view -> cart -> purchase within 7d in last 90d",
    "segment x = not (segment \"A\" or segment \"B\") and file 'vip.csv' as of event time",
    "segment x = reached step 2 of view -> cart -> purchase within 7d as of 2026-01-31",
    "segment x = did a at least 2 times or did b at most 3 times or did c exactly 1 times or did d = 0 times",
    "segment x = plan = 'pro' and amount > 5 or name is null", "segment did = file = 'x' and did first(a)",
    "event \"Checkout\" = page_view where path matches '/checkout/*'",
    "event Buy = purchase | order[paid = true]",
    "event All = any[path = '/x']", "event New = first ever(signup)", "group '/shop/*' as \"Shop\"",
    "group shop_* as Shop", "remove segment \"EU\"", "remove event Checkout", "remove group '/shop/*'",
    "remove setting zone", "show segment \"EU\", \"VIP\", Staff to 2026-02-01",
    "set zone = 'Europe/Berlin'", "set session_gap = 15m", "set ties = strictly-later", "set x = 5",
    "set \"y\" = \"Z z\"",
    "set since = 2026-01-01", "set flag = true",
  ]
}
