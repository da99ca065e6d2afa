/// The numbers a source itself counts, kept beside the snapshot to be held against ours: see `docs/format/figures.md`.
package struct ReferenceFigures: Sendable, Equatable {
  /// The kind of the attachment.
  package static let kind = "figures"

  /// A funnel as the source defines and counts it.
  package struct Funnel: Sendable, Equatable {
    package var id: String
    package var name: String
    package var unit: String
    /// The range as the source writes it; `nil` where it has no such bound.
    package var from: String?
    package var to: String?
    package var steps: [String]
    /// How many units reached each step.
    package var counts: [Int64]

    package init(
      id: String, name: String, unit: String, from: String?, to: String?, steps: [String], counts: [Int64]
    ) {
      self.id = id
      self.name = name
      self.unit = unit
      self.from = from
      self.to = to
      self.steps = steps
      self.counts = counts
    }
  }

  package var source: String
  /// When the funnels were fetched, ISO 8601 by the server's clock.
  package var fetchedAt: String
  /// When the analytics data were fetched.
  package var analyticsFetchedAt: String
  package var funnels: [Funnel]
  /// Rows of analytics data as they came.
  package var analytics: [JSONValue]

  /// Without `analyticsFetchedAt` both were fetched together.
  package init(
    source: String, fetchedAt: String, analyticsFetchedAt: String? = nil, funnels: [Funnel],
    analytics: [JSONValue]
  ) {
    self.source = source
    self.fetchedAt = fetchedAt
    self.analyticsFetchedAt = analyticsFetchedAt ?? fetchedAt
    self.funnels = funnels
    self.analytics = analytics
  }

  package var encoded: [UInt8] {
    var text =
      "{\"format\":1,\"source\":\(JSONText.quoted(source)),\"fetched_at\":\(JSONText.quoted(fetchedAt))"
    if analyticsFetchedAt != fetchedAt {
      text += ",\"analytics_fetched_at\":\(JSONText.quoted(analyticsFetchedAt))"
    }
    text += "}\n"
    for funnel in funnels {
      func word(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
      let value = JSONValue.object([
        .init("id", .string(funnel.id)), .init("name", .string(funnel.name)),
        .init("unit", .string(funnel.unit)),
        .init("from", word(funnel.from)), .init("to", word(funnel.to)),
        .init("steps", .array(funnel.steps.map { .string($0) })),
        .init("counts", .array(funnel.counts.map { .number(String($0)) })),
      ])
      text += "{\"funnel\":\(JSONText.line(value))}\n"
    }
    for row in analytics { text += "{\"analytics\":\(JSONText.line(row))}\n" }
    return Array(text.utf8)
  }

  /// Reads a file; `nil` where it is none, or of a format to come.
  package init?(_ bytes: [UInt8]) {
    let lines = bytes.split(separator: UInt8(ascii: "\n"))
    guard let first = lines.first, let header = try? JSONDocument.value(of: Array(first)),
      header["format"]?.integer == 1, let source = header["source"]?.text,
      let fetchedAt = header["fetched_at"]?.text
    else { return nil }
    self.init(
      source: source, fetchedAt: fetchedAt, analyticsFetchedAt: header["analytics_fetched_at"]?.text,
      funnels: [], analytics: [])
    for line in lines.dropFirst() {
      guard let value = try? JSONDocument.value(of: Array(line)) else { return nil }
      if let row = value["analytics"] {
        analytics.append(row)
      } else if let row = value["funnel"] {
        guard let name = row["name"]?.text, let steps = row["steps"]?.elements?.compactMap(\.text),
          let counts = row["counts"]?.elements?.compactMap(\.integer)
        else { return nil }
        funnels.append(
          Funnel(
            id: row["id"]?.text ?? "", name: name, unit: row["unit"]?.text ?? "user", from: row["from"]?.text,
            to: row["to"]?.text, steps: steps, counts: counts))
      }
    }
  }
}
