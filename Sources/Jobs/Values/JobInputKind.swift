/// What an input of a job is: the name of the `sojourn ingest` command that reads it, and its key in the file.
public enum JobInputKind: String, CaseIterable, Sendable {
  case csv
  case jsonLines = "jsonl"
  case heapConnect = "heap-connect"
  case heapAPI = "heap-api"
}
