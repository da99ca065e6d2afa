import Connectors
import EventModel
import QueryEngine
import QueryLanguage
import QueryResults
import Reporting
import SegmentStore

/// One funnel counted twice: by the source, and here from its events under the source's rules.
struct FunnelVerification {
  let funnel: ReferenceFigures.Funnel
  let source: String
  let fetchedAt: String
  /// The statement that was asked here.
  let statement: String
  /// Units per step as counted here; `nil` where the statement has no answer, and then why.
  let counts: [Int]?
  let refusal: String?
  let tolerance: Double
  /// What can make the numbers differ, as far as store and figures tell.
  let reasons: [String]

  init(
    _ funnel: ReferenceFigures.Funnel, of figures: ReferenceFigures, engine: QueryEngine, tolerance: Double
  ) {
    self.funnel = funnel
    self.tolerance = tolerance
    source = figures.source
    fetchedAt = figures.fetchedAt
    statement = Self.statement(funnel)
    do {
      let parsed = try Parser.parseStatement(statement)
      let result = try engine.run(parsed, progress: QueryProgress()) { Interruption.shared.isRequested }
      guard case .funnel(let answer) = result.body else { throw CommandError.statementMissing }
      (counts, refusal) = (answer.steps.map(\.units), nil)
    } catch {
      (counts, refusal) = (nil, ErrorRenderer().messages(for: error).first?.report.message ?? "\(error)")
    }
    reasons = Self.reasons(funnel, figures, engine)
  }

  /// Whether every step is equal within the tolerance.
  var agrees: Bool {
    guard let counts, counts.count == funnel.counts.count else { return false }
    return zip(funnel.counts, counts).allSatisfy { theirs, ours in
      Double(abs(theirs - Int64(ours))) <= tolerance * Double(max(theirs, 1)) || theirs == Int64(ours)
    }
  }

  /// The funnel as a statement under Heap's rules.
  static func statement(_ funnel: ReferenceFigures.Funnel) -> String {
    var text = "funnel " + funnel.steps.map(quoted).joined(separator: " -> ") + " as heap"
    if let from = funnel.from { text += " from \(bound(from))" }
    if let to = funnel.to { text += " to \(bound(to))" }
    switch funnel.unit {
    case "user", "users", "": break
    case "session", "sessions": text += " per session"
    default: text += " per \(quoted(funnel.unit))"
    }
    return text
  }

  private static func quoted(_ name: String) -> String {
    "\"" + name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// A date or an instant as statements write it.
  private static func bound(_ text: String) -> String {
    guard case .time(let time) = TimeTextParser().parse(text) else { return "'\(text)'" }
    let iso = time.iso8601
    return iso
  }

  private static func reasons(
    _ funnel: ReferenceFigures.Funnel, _ figures: ReferenceFigures, _ engine: QueryEngine
  ) -> [String] {
    var reasons: [String] = []
    let cursor = engine.snapshot.manifest.cursors[figures.source] ?? [:]
    if let through = cursor["events.through"], (funnel.to ?? figures.fetchedAt) > through {
      reasons.append(
        "events are stored until \(through) only, the source counted until \(funnel.to ?? figures.fetchedAt)")
    }
    if let settled = cursor["events.settled"], (funnel.to ?? figures.fetchedAt) > settled {
      reasons.append(
        "events from \(settled) on may still arrive late or change; the next run reads them again")
    }
    reasons.append(
      "the source counted at \(figures.fetchedAt); what it learned since is in neither or one of the numbers")
    if !engine.snapshot.manifest.attachments.contains(where: { $0.kind == "identity" }) {
      reasons.append("the store has no identity map: users that the source merged count apart here")
    }
    reasons.append(
      "other sources of the store count here too; ties, entry and range are set by 'as heap', see docs/why-numbers-differ.md"
    )
    return reasons
  }
}
