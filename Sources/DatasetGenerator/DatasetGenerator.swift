// DatasetGenerator: which synthetic event log does a recipe stand for?
//
// A recipe (YAML) becomes a plan, a plan writes users, and the writer strings users together until the asked
// number of events is reached:
//
//   Recipes     what may be configured, and what is wrong with a recipe (facts with file, line and column)
//   Randomness  streams of numbers, one per user, and the distributions drawn from them
//   Journeys    what one user does, as rows of text
//   Output      rows into files: JSON Lines or CSV, plain, gzip or zstd, appearing whole or not at all
//
// The bytes are a function of (recipe, number of events, seed): users have streams of their own, so neither
// the number of threads nor their timing shows, and logarithms and exponentials are computed here rather
// than by the system's mathematics library, whose last digit differs between versions.
