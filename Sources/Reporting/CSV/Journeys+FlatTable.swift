internal import EventModel
internal import QueryResults

extension JourneysResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["path", "units", "paths", "share", "converted_share", "median_duration"],
        rows: paths.map { path in
          [
            .text(path.path.joined(separator: " -> ")), .integer(path.units), .integer(path.paths),
            .number(path.share), .number(path.convertedShare), .number(path.medianDuration),
          ]
        }),
      FlatTable(
        columns: ["position", "event", "paths", "units", "starts", "dropped", "arrived", "cut"],
        rows: nodes.map { node in
          [
            .integer(node.position), .text(node.event), .integer(node.paths), .integer(node.units),
            .integer(node.starts), .integer(node.dropped), .integer(node.arrived), .integer(node.cut),
          ]
        }),
      FlatTable(
        columns: ["position", "from", "to", "paths", "units", "share", "median_time", "mean_time"],
        rows: edges.map { edge in
          [
            .integer(edge.position), .text(edge.from), .text(edge.to), .integer(edge.paths),
            .integer(edge.units),
            .number(edge.share), .number(edge.medianTime), .number(edge.meanTime),
          ]
        }),
    ] + (compare.map { Self.comparisonTables($0) } ?? [])
  }

  /// One table for the paths of all pairs, one for their edges.
  private static func comparisonTables(_ comparisons: [JourneyComparison]) -> [FlatTable] {
    [
      FlatTable(
        columns: ["a", "b", "path"] + ShareDifference.columns,
        rows: comparisons.flatMap { comparison in
          comparison.paths.map { path in
            [
              .text(comparison.a.plainText), .text(comparison.b.plainText),
              .text(path.path.joined(separator: " -> ")),
            ] + path.share.fields
          }
        }),
      FlatTable(
        columns: ["a", "b", "position", "from", "to"] + ShareDifference.columns,
        rows: comparisons.flatMap { comparison in
          comparison.edges.map { edge in
            [
              .text(comparison.a.plainText), .text(comparison.b.plainText), .integer(edge.position),
              .text(edge.from), .text(edge.to),
            ] + edge.share.fields
          }
        }),
    ]
  }
}

extension ShareDifference {
  fileprivate static let columns = [
    "a_paths", "a_total", "b_paths", "b_total", "difference", "difference_low", "difference_high", "p",
    "p_adjusted",
  ]

  fileprivate var fields: [FlatTable.Field] {
    [
      .integer(a.reached), .integer(a.entered), .integer(b.reached), .integer(b.entered), .number(difference),
    ] + FlatTable.Field.bounds(interval) + [.number(p), .number(pAdjusted)]
  }
}

extension TransitionsResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: [
          "from", "to", "count", "units", "share", "share_out", "share_in", "per_path", "median_time",
        ],
        rows: rows.map { row in
          [
            .text(row.from), .text(row.to), .integer(row.count), .integer(row.units), .number(row.share),
            .number(row.shareOut), .number(row.shareIn), .number(row.perPath), .number(row.medianTime),
          ]
        })
    ]
  }
}

extension StepMatrixResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["event"] + columns.map(String.init),
        rows: rows.map { row in [.text(row.event)] + row.shares.map { FlatTable.Field.number($0) } })
    ]
  }
}

extension MatchResult {
  /// One row per matched event.
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["occurrence", "unit", "position", "event", "time"],
        rows: matches.enumerated().flatMap { number, match in
          zip(match.positions, zip(match.events, match.times)).map { position, event in
            [
              .integer(number + 1), .value(match.unit), .integer(position), .text(event.0), .time(event.1),
            ]
          }
        })
    ]
  }
}

extension AttributionResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["value", "credit", "share"],
        rows: credit.map { [.value($0.value), .number($0.credit), .number($0.share)] })
    ]
  }
}
