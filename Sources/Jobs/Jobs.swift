// Jobs: a file of work that is done every night.
//
//   Schema    what a job file may hold: one table that checks files, and the JSON Schema made of it
//   Reading   YAML to a job, every mistake with line and column
//   Values    parameters, relative dates, `${…}` in texts, expectations about answers
//   Running   the plan of one run, the run itself, its log, and going on after a failure
//
// Reading and planning touch nothing: a job whose plan holds has no mistake that could have been found before.
