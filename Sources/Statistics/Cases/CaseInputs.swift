/// Typed access to the inputs of a case; what is missing or of the wrong type is an error that names the field.
struct CaseInputs {
  let value: CaseValue

  func number(_ name: String) throws(StatisticsError) -> Double {
    guard let number = value[name]?.number, !number.isNaN else { throw .missingField(name) }
    return number
  }

  func number(_ name: String, default fallback: Double) throws(StatisticsError) -> Double {
    value[name] == nil ? fallback : try number(name)
  }

  /// A whole number; anything else is refused rather than rounded.
  func count(_ name: String) throws(StatisticsError) -> Int {
    guard let count = Int(exactly: try number(name)) else { throw .missingField(name) }
    return count
  }

  func text(_ name: String) throws(StatisticsError) -> String {
    guard case .string(let text) = value[name] else { throw .missingField(name) }
    return text
  }

  func flag(_ name: String) -> Bool { value[name] == .bool(true) }

  func numbers(_ name: String) throws(StatisticsError) -> [Double] {
    guard let elements = value[name]?.array else { throw .missingField(name) }
    var result: [Double] = []
    for element in elements {
      guard let number = element.number else { throw .missingField(name) }
      result.append(number)
    }
    return result
  }

  func counts(_ name: String) throws(StatisticsError) -> [Int] {
    var result: [Int] = []
    for number in try numbers(name) {
      guard let count = Int(exactly: number) else { throw .missingField(name) }
      result.append(count)
    }
    return result
  }

  func table(_ name: String) throws(StatisticsError) -> [[Int]] {
    guard let rows = value[name]?.array else { throw .missingField(name) }
    var result: [[Int]] = []
    for row in rows { result.append(try CaseInputs(value: .object([.init(name, row)])).counts(name)) }
    return result
  }

  func inputs(_ name: String) throws(StatisticsError) -> CaseInputs {
    guard let member = value[name], case .object = member else { throw .missingField(name) }
    return CaseInputs(value: member)
  }

  func list(_ name: String) throws(StatisticsError) -> [CaseInputs] {
    guard let elements = value[name]?.array else { throw .missingField(name) }
    return elements.map { CaseInputs(value: $0) }
  }
}
