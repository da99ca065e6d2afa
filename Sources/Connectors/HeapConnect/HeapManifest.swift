/// One dump of Heap Connect: which tables it has and where their files are.
///
/// Read from `manifests/sync_<n>.json`. Fields: `dump_id`, `tables[]` with `name`, `columns`, `files`, `incremental`;
/// others are ignored.
package struct HeapManifest: Sendable, Equatable {
  package struct Table: Sendable, Equatable {
    package var name: String
    /// Empty where the manifest does not tell.
    package var columns: [String]
    /// As the manifest writes them: `s3://bucket/key`. A file that is listed twice is here once.
    package var files: [String]
    /// Whether the rows join those of earlier dumps rather than take their place.
    package var isIncremental: Bool
  }

  package var dump: Int64
  package var tables: [Table]

  /// Why a manifest cannot be used.
  package enum Fault: Error, Sendable, Hashable {
    case notJSON(JSONDocument.Fault)
    case missing(member: String)
    case wrongType(member: String, expected: String)
    case repeatedTable(String)
    case negativeDump(Int64)
    case tooLarge(bytes: Int, limit: Int)
  }

  /// A manifest of ten thousand tables and files stays far below.
  package static let largestText = 64 << 20

  /// Reads the text of a manifest.
  package init(parsing text: [UInt8]) throws(Fault) {
    guard text.count <= Self.largestText else { throw .tooLarge(bytes: text.count, limit: Self.largestText) }
    let document: JSONValue
    do {
      document = try JSONDocument.value(of: text)
    } catch {
      throw .notJSON(error)
    }
    guard case .object = document else { throw .wrongType(member: "", expected: "object") }
    guard let id = document["dump_id"] else { throw .missing(member: "dump_id") }
    // Some writers quote long numbers.
    guard let dump = id.integer ?? id.text.flatMap({ Int64($0) }) else {
      throw .wrongType(member: "dump_id", expected: "whole number")
    }
    guard dump >= 0 else { throw .negativeDump(dump) }
    self.dump = dump
    guard let list = document["tables"] else { throw .missing(member: "tables") }
    guard let tables = list.elements else { throw .wrongType(member: "tables", expected: "array") }
    self.tables = []
    var names: Set<[UInt8]> = []
    for (index, table) in tables.enumerated() {
      let read = try Self.table(table, place: "tables[\(index)]")
      guard names.insert(Array(read.name.utf8)).inserted else { throw .repeatedTable(read.name) }
      self.tables.append(read)
    }
  }

  private static func table(_ value: JSONValue, place: String) throws(Fault) -> Table {
    guard case .object = value else { throw .wrongType(member: place, expected: "object") }
    guard let name = value["name"]?.text, !name.isEmpty else { throw .missing(member: "\(place).name") }
    guard let incremental = value["incremental"] else { throw .missing(member: "\(place).incremental") }
    guard let isIncremental = incremental.flag else {
      throw .wrongType(member: "\(place).incremental", expected: "true or false")
    }
    let files = try texts(value["files"], member: "\(place).files")
    var seen: Set<[UInt8]> = []
    return Table(
      name: name, columns: try texts(value["columns"], member: "\(place).columns"),
      files: files.filter { seen.insert(Array($0.utf8)).inserted }, isIncremental: isIncremental)
  }

  /// The texts of an array; none where there is no array.
  private static func texts(_ value: JSONValue?, member: String) throws(Fault) -> [String] {
    guard let value, value != .null else { return [] }
    guard let elements = value.elements else { throw .wrongType(member: member, expected: "array") }
    var texts: [String] = []
    for element in elements {
      guard let text = element.text else { throw .wrongType(member: member, expected: "array of texts") }
      texts.append(text)
    }
    return texts
  }

  package func table(_ name: String) -> Table? { tables.first { ExactName.equal($0.name, name) } }
}
