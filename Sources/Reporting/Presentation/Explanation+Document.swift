internal import QueryResults

extension Explanation {
  func present(in document: inout Document, _ context: PresentationContext) {
    guard !files.isEmpty else {
      document.add(.paragraph("No events are read: names and figures of the files answer it.", .body))
      return
    }
    document.add(.paragraph(summary, .body))
    document.add(
      TextTable(
        title: "Segment files",
        columns: [.key("File"), .figure("Events"), .figure("Row groups"), .figure("Size")],
        rows: files.map { file in
          [.text(DisplayText.clean(file.name)), .count(file.rows), .count(file.groups), .bytes(file.bytes)]
        }))
    let largest = max(1, bytes)
    var rows = events.map { event -> [TextTable.Cell] in
      [
        .text("postings of \(DisplayText.clean(event.name))"), .count(event.rows), .count(event.groups),
        .bytes(event.bytes), .bar(Double(event.bytes) / Double(largest)),
      ]
    }
    let groups = directGroups + mergedGroups
    rows.append([
      .text("times"), .blank, .count(groups - prunedGroups), .bytes(timeBytes),
      .bar(Double(timeBytes) / Double(largest)),
    ])
    rows.append([
      .text("users"), .blank, .count(groups), .bytes(userBytes), .bar(Double(userBytes) / Double(largest)),
    ])
    rows += columns.map { column in
      [
        .text("column \(DisplayText.clean(column.name))"), .blank, .count(column.groups),
        .bytes(column.bytes),
        .bar(Double(column.bytes) / Double(largest)),
      ]
    }
    document.add(
      TextTable(
        title: "Read at most",
        columns: [
          .key("Part"), .figure("Events"), .figure("Row groups"), .figure("Size"), .expendableBar(),
        ], rows: rows))
    if let measured { present(measured, in: &document) }
  }

  private func present(_ measured: Measured, in document: inout Document) {
    let total = max(1e-9, measured.parts.reduce(0) { $0 + $1.seconds })
    document.add(
      TextTable(
        title: "Time, over \(ValueText.counted(measured.threads, "thread")); "
          + "\(DurationText.rounded(measured.elapsed)) on the clock",
        columns: [.key("Part"), .figure("Time"), .bar(), .text("What it is")],
        rows: measured.parts.map { part in
          [
            .text(part.name), .duration(part.seconds), .bar(part.seconds / total),
            .text(Self.meanings[part.name] ?? ""),
          ]
        }))
    let passes = measured.scans == 1 ? "" : ", in \(measured.scans) passes"
    document.add(
      .paragraph(
        "\(ValueText.counted(measured.eventsRead, "event")) and \(NumberText.bytes(measured.bytesRead)) were read\(passes).",
        .body))
  }

  private static let meanings = [
    "scan": "opening row groups, merging files",
    "decode": "decompressing blocks", "match": "what the statement does",
    "merge": "binding names, merging threads",
  ]

  private var summary: String {
    var text =
      "At most \(NumberText.bytes(bytes)) of \(NumberText.bytes(bytesInSnapshot)) in "
      + "\(ValueText.counted(filesInSnapshot, "segment file")) are read"
    text += readsWholeSequences ? ", the whole sequence of every user." : "."
    var units = ["\(ValueText.counted(directGroups, "row group")) as they lie on disk"]
    if mergedGroups > 0 {
      units.append(
        "\(ValueText.counted(mergedGroups, "row group")) that share users, put together in "
          + "\(ValueText.counted(mergedUnits, "part"))")
    }
    text += " Units of work: \(units.joined(separator: "; "))."
    if prunedGroups > 0 {
      text +=
        " Pruned: \(ValueText.counted(prunedGroups, "row group")) with "
        + "\(ValueText.counted(prunedRows, "event")), which have none of the events."
    }
    return text
  }
}

extension TextTable.Cell {
  fileprivate static func bytes(_ count: Int) -> Self { .figure(NumberText.bytes(count)) }
}
