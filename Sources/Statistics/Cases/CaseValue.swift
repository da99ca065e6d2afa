/// A JSON-like value: what a case of the evaluation file consists of.
///
/// The module reads and writes no text; the command line turns JSON into this and back.
package indirect enum CaseValue: Sendable, Hashable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([CaseValue])
  /// Members in their order; a name occurs once.
  case object([Member])

  /// One member of an object.
  package struct Member: Sendable, Hashable {
    /// The name.
    package let name: String
    /// The value.
    package let value: CaseValue

    /// Makes a member.
    package init(_ name: String, _ value: CaseValue) {
      self.name = name
      self.value = value
    }
  }

  /// Returns the member of an object, nil if there is none or this is no object.
  package subscript(name: String) -> CaseValue? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The number; the strings "inf" and "-inf" stand for what JSON cannot write.
  package var number: Double? {
    switch self {
    case .number(let number): number
    case .string("inf"): .infinity
    case .string("-inf"): -.infinity
    default: nil
    }
  }

  /// The elements of an array.
  package var array: [CaseValue]? {
    if case .array(let elements) = self { elements } else { nil }
  }
}

extension CaseValue {
  /// Writes a number as JSON can hold it: infinities as strings, NaN as null.
  init(_ number: Double) {
    self =
      number.isNaN
      ? .null
      : number == .infinity ? .string("inf") : number == -.infinity ? .string("-inf") : .number(number)
  }

  init(_ numbers: [Double]) { self = .array(numbers.map { CaseValue($0) }) }

  /// Writes a figure or null.
  init(_ computed: Computed<Double>) { self = computed.value.map { CaseValue($0) } ?? .null }
}
