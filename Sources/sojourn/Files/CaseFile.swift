import FoundationEssentials
import Reporting
import Statistics

/// A file of cases for `statistics evaluate`.
struct CaseFile {
  /// One case.
  struct Case {
    /// Whatever the file gives as the id.
    var id: CaseValue
    var kind: String
    var inputs: CaseValue
  }

  let name: String

  /// Reads `{"cases":[…]}`, an array, or one case per line.
  func cases(of text: String) throws(CommandError) -> [Case] {
    let document: CaseValue
    do {
      document = try JSONText.value(of: text)
    } catch {
      // Not one JSON text: then every line is one.
      return try casesByLine(of: text, wholeFailure: error)
    }
    let items = document["cases"]?.array ?? document.array ?? [document]
    var cases: [Case] = []
    for (index, item) in items.enumerated() {
      guard let found = Case(item) else {
        throw .invalidCases(path: name, line: nil, detail: "number \(index + 1) has no kind or no inputs")
      }
      cases.append(found)
    }
    return cases
  }

  private func casesByLine(of text: String, wholeFailure: JSONText.Fault) throws(CommandError) -> [Case] {
    var cases: [Case] = []
    for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy(\.isWhitespace) { continue }
      do throws(JSONText.Fault) {
        guard let found = Case(try JSONText.value(of: String(line))) else {
          throw JSONText.Fault(detail: "the case has no kind or no inputs")
        }
        cases.append(found)
      } catch {
        // A text that does not even begin with a line of JSON was meant as one document.
        let fault = cases.isEmpty ? wholeFailure : error
        throw .invalidCases(path: name, line: cases.isEmpty ? nil : index + 1, detail: fault.detail)
      }
    }
    if cases.isEmpty { throw .invalidCases(path: name, line: nil, detail: "there are none") }
    return cases
  }
}

extension CaseFile.Case {
  init?(_ value: CaseValue) {
    guard case .string(let kind) = value["kind"], let inputs = value["inputs"] else { return nil }
    self.init(id: value["id"] ?? .null, kind: kind, inputs: inputs)
  }
}

/// JSON texts as values of the statistics module.
enum JSONText {
  struct Fault: Error {
    /// What is wrong, in the words of the JSON reader.
    var detail: String
  }

  static func value(of text: String) throws(Fault) -> CaseValue {
    do {
      return try JSONDecoder().decode(Element.self, from: Data(text.utf8)).value
    } catch let error as DecodingError {
      guard case .dataCorrupted(let context) = error else { throw Fault(detail: "\(error)") }
      throw Fault(detail: context.underlyingError.map { "\($0)" } ?? context.debugDescription)
    } catch {
      throw Fault(detail: "\(error)")
    }
  }

  /// Any JSON value.
  private struct Element: Decodable {
    let value: CaseValue

    private struct Key: CodingKey {
      let stringValue: String
      var intValue: Int? { nil }
      init?(stringValue: String) { self.stringValue = stringValue }
      init?(intValue: Int) { nil }
    }

    init(from decoder: any Decoder) throws {
      if let object = try? decoder.container(keyedBy: Key.self) {
        value = .object(
          try object.allKeys.sorted { $0.stringValue < $1.stringValue }
            .map { .init($0.stringValue, try object.decode(Element.self, forKey: $0).value) })
        return
      }
      if var list = try? decoder.unkeyedContainer() {
        var elements: [CaseValue] = []
        while !list.isAtEnd { elements.append(try list.decode(Element.self).value) }
        value = .array(elements)
        return
      }
      let single = try decoder.singleValueContainer()
      if single.decodeNil() {
        value = .null
      } else if let flag = try? single.decode(Bool.self) {
        value = .bool(flag)
      } else if let text = try? single.decode(String.self) {
        value = .string(text)
      } else {
        value = .number(try single.decode(Double.self))
      }
    }
  }
}

extension CaseValue {
  func write(to json: inout JSONWriter) {
    switch self {
    case .null: json.write(null: ())
    case .bool(let flag): json.write(flag)
    case .number(let number): json.write(number)
    case .string(let text): json.write(text)
    case .array(let elements): json.array(elements) { $1.write(to: &$0) }
    case .object(let members):
      json.object { json in
        for member in members { json.member(named: member.name) { member.value.write(to: &$0) } }
      }
    }
  }
}
