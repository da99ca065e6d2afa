import Foundation
import Testing

@testable import Statistics

/// The shared evaluation file: 161 cases of published libraries, most of them recomputed with 60 digits.
struct OracleTests {
  /// `shared/oracles/stats.json` beside the package, or under the directory named by SOJOURN_SHARED.
  static let file: URL? = {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    var candidates = [package.deletingLastPathComponent().appending(path: "shared")]
    if let directory = ProcessInfo.processInfo.environment["SOJOURN_SHARED"] {
      candidates.insert(URL(filePath: directory), at: 0)
    }
    let file = candidates.map { $0.appending(path: "oracles/stats.json") }
      .first { FileManager.default.fileExists(atPath: $0.path) }
    if file == nil { print("statistics oracle: stats.json is absent, its cases are skipped") }
    return file
  }()

  @Test(.enabled(if: OracleTests.file != nil, "stats.json is absent"))
  func `every case of the evaluation file holds at its tolerance`() throws {
    let file = try #require(Self.file)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
    let cases = try #require(document["cases"] as? [[String: Any]])
    #expect(cases.count >= 161)
    for item in cases {
      let id = try #require(item["id"] as? String)
      let kind = try #require(item["kind"] as? String)
      #expect(CaseEvaluator.kinds.contains(kind), "\(id)")
      let inputs = try caseValue(try #require(item["inputs"]))
      let expected = try #require(item["expected"] as? [String: Any])
      let result = CaseEvaluator.evaluate(kind: kind, inputs: inputs)
      let comparison = OracleComparison(
        relative: try #require(item["rtol"] as? Double), absolute: try #require(item["atol"] as? Double),
        tight: Set(item["tight"] as? [String] ?? []))
      for problem in comparison.problems(result, expected: expected) { Issue.record("\(id): \(problem)") }
    }
  }
}

/// Compares an answer with the expected members under the conventions of the file.
struct OracleComparison {
  let relative: Double
  let absolute: Double
  let tight: Set<String>

  func problems(_ result: CaseValue, expected: [String: Any]) -> [String] {
    var problems: [String] = []
    if expected["undefined"] as? Bool == true || expected["error"] != nil {
      if case .string = result["reason"] {} else { problems.append("no reason is given") }
    }
    for (key, want) in expected {
      guard let got = result[key] else {
        problems.append("\(key) is missing")
        continue
      }
      let matches = agree(got, want, absolute: tight.contains(key) ? 1e-300 : absolute)
      if !matches { problems.append("\(key) is \(got), expected \(want)") }
    }
    return problems
  }

  private func agree(_ got: CaseValue, _ want: Any, absolute: Double) -> Bool {
    if let list = want as? [Any] {
      guard let values = got.array, values.count == list.count else { return false }
      return zip(values, list).allSatisfy { agree($0, $1, absolute: absolute) }
    }
    if let text = want as? String { return text == "nan" ? got == .null : got == .string(text) }
    if case .bool(let flag) = got { return (want as? Bool) == flag }
    guard case .number(let number) = got, let want = want as? Double else { return false }
    return abs(number - want) <= absolute + relative * abs(want)
  }
}

/// Turns what JSONSerialization made into the module's own values.
func caseValue(_ json: Any) throws -> CaseValue {
  switch json {
  case is NSNull: .null
  case let text as String: .string(text)
  case let number as NSNumber:
    // A JSON true and a JSON 1 both arrive as NSNumber; only the former has the type of a C char.
    String(cString: number.objCType) == "c" ? .bool(number.boolValue) : .number(number.doubleValue)
  case let list as [Any]: .array(try list.map(caseValue))
  case let object as [String: Any]:
    .object(try object.keys.sorted().map { .init($0, try caseValue(object[$0] ?? NSNull())) })
  default: throw CocoaError(.coderInvalidValue)
  }
}
