internal import EventModel
internal import QueryResults

extension CorrelationResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: [
          "kind", "name", "value", "converted_with", "converted", "others_with", "others", "support",
          "odds_ratio", "interval_low", "interval_high", "p", "p_adjusted", "times_converted", "times_others",
          "mean_delay",
        ],
        rows: rows.map { row in
          [
            .text(row.kind.rawValue), .text(row.name), .value(row.value), .integer(row.converted.reached),
            .integer(row.converted.entered), .integer(row.others.reached), .integer(row.others.entered),
            .number(row.support), .number(row.oddsRatio),
          ] + FlatTable.Field.bounds(row.interval) + [
            .number(row.p), .number(row.pAdjusted), .number(row.timesConverted), .number(row.timesOthers),
            .number(row.meanDelay),
          ]
        })
    ]
  }
}
