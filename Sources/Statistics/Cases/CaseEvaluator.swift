/// Answers one case of the evaluation file: a kind of computation with named inputs.
///
/// Serves `sojourn statistics evaluate`, with which anyone can hold this module against another library.
package enum CaseEvaluator {
  /// The kinds that can be evaluated, in the order of the documentation.
  package static let kinds: [String] = evaluators.map(\.kind)

  /// Returns the result as an object.
  ///
  /// What cannot be computed is null, with a `reason`; where nothing of the case can be, `undefined` is true as well.
  /// Unknown kinds and missing inputs are answered in the same way.
  package static func evaluate(kind: String, inputs: CaseValue) -> CaseValue {
    guard let evaluator = evaluators.first(where: { $0.kind == kind }) else {
      return CaseResult(.unknownKind(kind)).value
    }
    do throws(StatisticsError) {
      return try evaluator.evaluate(CaseInputs(value: inputs)).value
    } catch {
      var result = CaseResult(error)
      for key in evaluator.keys { result.set(key, .null) }
      return result.value
    }
  }

  /// A kind, the keys of its answer and the function that finds them.
  struct Evaluator: Sendable {
    let kind: String
    let keys: [String]
    let evaluate: @Sendable (CaseInputs) throws(StatisticsError) -> CaseResult
  }

  private static let evaluators: [Evaluator] =
    distributionCases + proportionCases + meanCases + rankCases + productCases + planningCases + furtherCases
}

/// The answer to a case while it is put together.
struct CaseResult {
  private var members: [CaseValue.Member] = []
  private var reason: StatisticsError?
  private var isUndefined = false

  init() {}

  /// An answer of which nothing can be computed.
  init(_ error: StatisticsError) {
    reason = error
    isUndefined = true
  }

  mutating func set(_ name: String, _ value: CaseValue) { members.append(.init(name, value)) }
  mutating func set(_ name: String, _ value: Double) { set(name, CaseValue(value)) }
  mutating func set(_ name: String, _ value: [Double]) { set(name, CaseValue(value)) }

  /// Sets a figure, or null and the reason.
  mutating func set(_ name: String, _ value: Computed<Double>) {
    set(name, CaseValue(value))
    if let error = value.reason { note(error) }
  }

  /// Gives the reason of a part that is null.
  mutating func note(_ error: StatisticsError) { reason = reason ?? error }

  /// Marks what was asked for as not computable, while other members may still be known.
  mutating func markUndefined(_ error: StatisticsError) {
    note(error)
    isUndefined = true
  }

  var value: CaseValue {
    var all = members
    if isUndefined { all.append(.init("undefined", .bool(true))) }
    if let reason { all.append(.init("reason", .string(reason.code))) }
    return .object(all)
  }
}

/// Runs a computation for its value or the reason why there is none.
func computed<Value>(_ body: () throws(StatisticsError) -> Value) -> Computed<Value> {
  do throws(StatisticsError) { return .success(try body()) } catch { return .failure(error) }
}
