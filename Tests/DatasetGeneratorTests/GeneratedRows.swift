import DatasetGenerator
import Glibc

/// Generates into a temporary file and reads it back.
enum GeneratedRows {
  enum Fault: Error {
    case noTemporaryDirectory
    case unreadableFile(String)
    case malformedRow(String)
  }

  /// The text of a recipe that is shipped.
  static func recipeText(_ name: String) throws -> String {
    let parts = "\(#filePath)".split(separator: "/").dropLast(3)
    return String(
      decoding: try contents(of: "/" + parts.joined(separator: "/") + "/datasets/\(name)"), as: UTF8.self)
  }

  static func recipe(_ name: String) throws -> Recipe {
    try Recipe.load(yaml: try recipeText(name), name: name)
  }

  /// The bytes that the recipe yields, in the format of a file that ends like `name`.
  static func bytes(
    _ recipe: Recipe, events: Int, seed: UInt64 = 1, name: String = "events.jsonl", workers: Int? = nil
  ) throws -> [UInt8] {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/\(name)"
      try DatasetWriter.write(recipe: recipe, events: events, seed: seed, to: path, workers: workers)
      return try contents(of: path)
    }
  }

  static func lines(_ bytes: [UInt8]) -> [Substring] {
    String(decoding: bytes, as: UTF8.self).split(separator: "\n")
  }

  /// The fields of a flat JSON object as they are written, texts without their quotes.
  static func fields(json line: Substring) throws -> [String: String] {
    let bytes = Array(line.utf8)
    var next = 0
    func expect(_ character: Unicode.Scalar) throws {
      guard next < bytes.count, bytes[next] == UInt8(ascii: character) else {
        throw Fault.malformedRow(String(line))
      }
      next += 1
    }
    func text() throws -> String {
      try expect("\"")
      var text: [UInt8] = []
      while next < bytes.count, bytes[next] != UInt8(ascii: "\"") {
        if bytes[next] == UInt8(ascii: "\\") { next += 1 }
        guard next < bytes.count else { break }
        text.append(bytes[next])
        next += 1
      }
      try expect("\"")
      return String(decoding: text, as: UTF8.self)
    }
    var fields: [String: String] = [:]
    try expect("{")
    while true {
      let key = try text()
      try expect(":")
      if next < bytes.count, bytes[next] == UInt8(ascii: "\"") {
        fields[key] = try text()
      } else {
        let number = bytes[next...].prefix { $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "}") }
        let value = String(decoding: number, as: UTF8.self)
        guard Double(value) != nil else { throw Fault.malformedRow(String(line)) }
        fields[key] = value
        next += number.count
      }
      if next < bytes.count, bytes[next] == UInt8(ascii: "}") { break }
      try expect(",")
    }
    try expect("}")
    guard next == bytes.count else { throw Fault.malformedRow(String(line)) }
    return fields
  }

  /// The fields of a CSV line as texts.
  static func cells(csv line: Substring) -> [String] {
    var cells = [""]
    var isQuoted = false
    for character in line {
      if character == "\"" {
        // A doubled quote closes and opens again; what it stands for is kept by the state.
        if !isQuoted, cells[cells.count - 1].hasSuffix("\u{1}") {
          cells[cells.count - 1].removeLast()
          cells[cells.count - 1].append("\"")
        } else if isQuoted {
          cells[cells.count - 1].append("\u{1}")
        }
        isQuoted.toggle()
      } else if character == ",", !isQuoted {
        cells.append("")
      } else {
        cells[cells.count - 1].append(character)
      }
    }
    return cells.map { $0.hasSuffix("\u{1}") ? String($0.dropLast()) : $0 }
  }

  static func contents(of path: String) throws -> [UInt8] {
    guard let file = fopen(path, "r") else { throw Fault.unreadableFile(path) }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let length = fread(&chunk, 1, chunk.count, file)
      if length == 0 { return bytes }
      bytes += chunk[..<length]
    }
  }

  static func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/dataset-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Fault.noTemporaryDirectory }
    let directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    defer {
      for name in names(in: directory) { unlink("\(directory)/\(name)") }
      rmdir(directory)
    }
    return try body(directory)
  }

  static func names(in directory: String) -> [String] {
    guard let handle = opendir(directory) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// FNV-1a, 64 bits.
  static func checksum(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}
