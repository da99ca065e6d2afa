import Connectors
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

    init?(_ value: CaseValue) {
      guard case .string(let kind) = value["kind"], let inputs = value["inputs"] else { return nil }
      id = value["id"] ?? .null
      self.kind = kind
      self.inputs = inputs
    }
  }

  let name: String

  /// Reads `{"cases":[…]}`, an array, or one case per line.
  func cases(of text: String) throws(CommandError) -> [Case] {
    let bytes = Array(text.utf8)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let filled = lines.enumerated().filter { !$0.element.allSatisfy(Self.isSpace) }
    guard let first = filled.first else { throw fault(line: nil, "there are none") }
    // When the first line is a case, every line is one.
    if filled.count > 1, let value = try? CaseDocument.value(of: Array(first.element)), Case(value) != nil {
      return try casesByLine(filled)
    }
    let document: CaseValue
    do {
      document = try CaseDocument.value(of: bytes)
    } catch {
      let line = bytes[..<error.offset].count { $0 == UInt8(ascii: "\n") } + 1
      throw fault(line: line, "expected \(error.expected)")
    }
    let items = document["cases"]?.array ?? document.array ?? [document]
    var cases: [Case] = []
    for (index, item) in items.enumerated() {
      guard let found = Case(item) else {
        throw fault(line: nil, "number \(index + 1) has no kind or no inputs")
      }
      cases.append(found)
    }
    return cases
  }

  private func casesByLine(
    _ lines: [(offset: Int, element: ArraySlice<UInt8>)]
  ) throws(CommandError) -> [Case] {
    var cases: [Case] = []
    for (index, line) in lines {
      let value: CaseValue
      do {
        value = try CaseDocument.value(of: Array(line))
      } catch {
        throw fault(line: index + 1, "expected \(error.expected) at byte \(error.offset) of the line")
      }
      guard let found = Case(value) else { throw fault(line: index + 1, "the case has no kind or no inputs") }
      cases.append(found)
    }
    return cases
  }

  private func fault(line: Int?, _ detail: String) -> CommandError {
    .invalidCases(path: name, line: line, detail: detail)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }
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
