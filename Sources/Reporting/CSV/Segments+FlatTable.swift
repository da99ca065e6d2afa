internal import EventModel
internal import QueryResults

extension SegmentResult {
  /// The members, which is what an export is for; sizes over time follow when asked for.
  var flatTables: [FlatTable] {
    var tables = [
      FlatTable(
        columns: ["user", "events", "first", "last"],
        rows: listed.map { [.text($0.user), .integer($0.events), .time($0.first), .time($0.last)] })
    ]
    if let sizes {
      tables.append(
        FlatTable(
          columns: ["bucket", "members", "users", "share"],
          rows: sizes.map {
            [.text($0.bucket), .integer($0.members), .integer($0.users), .number($0.share)]
          }))
    }
    return tables
  }
}

extension SegmentOverlapResult {
  var flatTables: [FlatTable] {
    [
      FlatTable(
        columns: ["segment", "members"], rows: segments.map { [.text($0.name), .integer($0.members)] }),
      FlatTable(
        columns: ["a", "b", "both", "share_of_a", "share_of_b", "similarity"],
        rows: pairs.map {
          [
            .text($0.a), .text($0.b), .integer($0.both), .number($0.shareOfA), .number($0.shareOfB),
            .number($0.similarity),
          ]
        }),
    ]
  }
}
