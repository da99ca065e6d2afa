// SequenceMatcher: which attempts does one unit's sequence make on one pattern?
//
// Pure and hot: it sees arrays of candidate events, never files or statements. Whoever calls it has already decided
// which events satisfy which step.
