import Connectors
import Reporting

/// Funnels counted twice, side by side.
struct FunnelVerificationText {
  let comparisons: [FunnelVerification]
  let snapshot: Int

  /// A table per funnel; ends in a line break.
  var lines: String {
    var lines: [String] = []
    for comparison in comparisons {
      if !lines.isEmpty { lines.append("") }
      lines.append(
        "\(DisplayText.clean(comparison.funnel.name)) (\(DisplayText.clean(comparison.source))): "
          + (comparison.agrees ? "agrees" : "differs"))
      lines.append("  asked here: \(DisplayText.clean(comparison.statement))")
      if let refusal = comparison.refusal {
        lines.append("  cannot be computed here: \(DisplayText.clean(refusal))")
      }
      lines += table(comparison)
      guard !comparison.agrees else { continue }
      lines.append("  what can make the difference:")
      lines += comparison.reasons.map { "  - " + DisplayText.clean($0) }
    }
    let equal = comparisons.count(where: \.agrees)
    if comparisons.isEmpty {
      lines.append("The figures hold no funnels.")
    } else {
      lines += [
        "", "\(equal) of \(Phrase.count(comparisons.count, "funnel")) agree with snapshot \(snapshot).",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func table(_ comparison: FunnelVerification) -> [String] {
    guard let counts = comparison.counts else { return [] }
    var rows = [["step", "source", "here", "difference"]]
    for (index, step) in comparison.funnel.steps.enumerated() {
      let theirs = comparison.funnel.counts[index]
      let ours = index < counts.count ? Int64(counts[index]) : 0
      rows.append([
        "\(index + 1) \(DisplayText.clean(step))", NumberText.grouped(Int(theirs)),
        NumberText.grouped(Int(ours)),
        theirs == ours ? "0" : (ours > theirs ? "+" : "-") + NumberText.grouped(Int(abs(ours - theirs))),
      ])
    }
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    return rows.map { row in
      var cells = [row[0] + String(repeating: " ", count: widths[0] - row[0].count)]
      for column in 1..<row.count {
        cells.append(String(repeating: " ", count: widths[column] - row[column].count) + row[column])
      }
      return "  " + cells.joined(separator: "  ")
    }
  }

  /// One object; ends in a line break.
  var json: String {
    let funnels = comparisons.map { comparison in
      JSONValue.object([
        .init("source", .string(comparison.source)), .init("name", .string(comparison.funnel.name)),
        .init("fetched_at", .string(comparison.fetchedAt)), .init("statement", .string(comparison.statement)),
        .init("agrees", .boolean(comparison.agrees)),
        .init("steps", .array(comparison.funnel.steps.map { .string($0) })),
        .init("source_counts", .array(comparison.funnel.counts.map { .number(String($0)) })),
        .init("counts", comparison.counts.map { .array($0.map { .number(String($0)) }) } ?? .null),
        .init("refusal", comparison.refusal.map { .string($0) } ?? .null),
        .init("reasons", .array(comparison.agrees ? [] : comparison.reasons.map { .string($0) })),
      ])
    }
    let root = JSONValue.object([
      .init("snapshot", .number(String(snapshot))), .init("funnels", .array(funnels)),
    ])
    return JSONText.line(root) + "\n"
  }
}
