internal import EventModel
internal import QueryResults

extension SegmentResult {
  /// More members than this are for programs; how many are left out is said.
  private static let shownMembers = 50

  func present(in document: inout Document, _ context: PresentationContext) {
    var summary = "\(DisplayText.clean(name)): \(ValueText.counted(members, "member")) among "
    summary += "\(ValueText.counted(users, "user")) (\(NumberText.percent(share)))"
    if let instant { summary += " before \(context.time.moment(instant)) \(context.time.zoneName)" }
    document.add(.paragraph(summary, .body))
    if !text.isEmpty { document.add(.paragraph(DisplayText.clean(text), .quiet)) }
    if let sizes {
      let largest = sizes.reduce(0) { max($0, $1.members) }
      document.add(
        TextTable(
          title: "Size at the end of each bucket",
          columns: [.key("Bucket"), .figure("Members"), .bar(), .figure("Of users"), .gluedFigure()],
          rows: sizes.map { size in
            [
              .figure(DisplayText.clean(size.bucket)), .count(size.members),
              .bar(largest > 0 ? Double(size.members) / Double(largest) : 0), .count(size.users),
              .percent(size.share),
            ]
          }))
    }
    let shown = listed.prefix(context.topRows == nil ? Self.shownMembers : listed.count)
    document.add(
      TextTable(
        title: "Members",
        columns: [.key("User"), .figure("Events"), .figure("First"), .figure("Last")],
        rows: shown.map { member in
          [
            .text(DisplayText.clean(member.user)), .count(member.events),
            .figure(context.time.toMinute(member.first)), .figure(context.time.toMinute(member.last)),
          ]
        }))
    if shown.count < members {
      document.add(
        .paragraph(
          "\(ValueText.counted(members - shown.count, "more member")) not shown; "
            + "csv and json list all, 'top' says how many", .quiet))
    }
  }
}

extension SegmentOverlapResult {
  func present(in document: inout Document, _ context: PresentationContext) {
    if let instant {
      document.add(
        .paragraph(
          "\(ValueText.counted(users, "user")) before \(context.time.moment(instant)) \(context.time.zoneName)",
          .body))
    }
    document.add(
      TextTable(
        columns: [.key("Segment"), .figure("Members"), .figure("Of users")],
        rows: segments.map { segment in
          [
            .text(DisplayText.clean(segment.name)), .count(segment.members),
            .percent(users > 0 ? Double(segment.members) / Double(users) : nil),
          ]
        }))
    document.add(
      TextTable(
        title: "Overlap",
        columns: [
          .key("A"), .key("B"), .figure("Both"), .figure("Of A"), .figure("Of B"), .figure("Of either"),
        ],
        rows: pairs.map { pair in
          [
            .text(DisplayText.clean(pair.a)), .text(DisplayText.clean(pair.b)), .count(pair.both),
            .percent(pair.shareOfA), .percent(pair.shareOfB), .percent(pair.similarity),
          ]
        }))
  }
}
