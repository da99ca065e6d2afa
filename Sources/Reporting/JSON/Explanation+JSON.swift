internal import QueryResults

extension Explanation: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("statement", statement)
      json.member("bytes", bytes)
      json.member("bytes_in_snapshot", bytesInSnapshot)
      json.member("files_in_snapshot", filesInSnapshot)
      json.member("whole_sequences", readsWholeSequences)
      json.member(named: "units") { json in
        json.object { json in
          json.member("direct_groups", directGroups)
          json.member("merged_groups", mergedGroups)
          json.member("merged_units", mergedUnits)
          json.member("merged_rows", mergedRows)
          json.member("pruned_groups", prunedGroups)
          json.member("pruned_rows", prunedRows)
        }
      }
      json.member("files", files)
      json.member("postings", events)
      json.member("columns", columns)
      json.member("times_bytes", timeBytes)
      json.member("users_bytes", userBytes)
      json.member("directories_bytes", directoryBytes)
      if let measured { json.member("measured", measured) }
    }
  }
}

extension Explanation.File: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("file", name)
      json.member("events", rows)
      json.member("row_groups", groups)
      json.member("bytes", bytes)
    }
  }
}

extension Explanation.Event: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("event", name)
      json.member("events", rows)
      json.member("row_groups", groups)
      json.member("bytes", bytes)
    }
  }
}

extension Explanation.Column: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("column", name)
      json.member("row_groups", groups)
      json.member("bytes", bytes)
    }
  }
}

extension Explanation.Measured: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("events_read", eventsRead)
      json.member("bytes_read", bytesRead)
      json.member("scans", scans)
      json.member("threads", threads)
      json.member("elapsed_ms", elapsed * 1_000)
      json.member("parts", parts)
    }
  }
}

extension Explanation.Part: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("part", name)
      json.member("ms", seconds * 1_000)
    }
  }
}
