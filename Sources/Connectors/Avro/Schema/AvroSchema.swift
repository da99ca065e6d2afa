/// A writer schema of Avro 1.11: a table of types that refer to each other by number.
///
/// Types refer to named types that contain them, so the table may have cycles; ``root`` is what a datum is.
/// Grammar: https://avro.apache.org/docs/1.11.1/specification/#schema-declaration
public struct AvroSchema: Sendable {
  /// The number of a type in ``types``.
  package typealias Reference = Int

  package indirect enum AvroType: Sendable, Equatable {
    case null
    case boolean
    case int
    case long
    case float
    case double
    case bytes
    case string
    /// So many bytes.
    case fixed(size: Int)
    case enumeration(symbols: [String])
    case array(of: Reference)
    case map(of: Reference)
    case record(fields: [Field])
    case union(of: [Reference])
  }

  package struct Field: Sendable, Equatable {
    package var name: String
    package var type: Reference
  }

  /// What a type means beyond its bytes; meanings that are unknown or do not fit their type are ignored, as the
  /// specification wants.
  package enum Meaning: Sendable, Equatable {
    /// Days since 1970-01-01.
    case date
    /// A count since midnight, which stays the number it is.
    case timeOfDay
    /// An instant; `perMicrosecond` or `microseconds` of one unit.
    case timestamp(TimeUnit)
    /// What a clock on the wall shows.
    case localTimestamp(TimeUnit)
    /// An unscaled whole number and the digits behind the point.
    case decimal(scale: Int)
  }

  package enum TimeUnit: Sendable, Equatable {
    case milliseconds
    case microseconds
    case nanoseconds
  }

  package struct Entry: Sendable {
    package var type: AvroType
    package var meaning: Meaning?
    /// The full name of a named type.
    package var name: String?
    /// The least bytes a datum takes; 0 where the type contains itself.
    package var leastBytes = 0
  }

  package internal(set) var types: [Entry] = []
  package internal(set) var root: Reference = 0

  /// Why a schema cannot be used; `path` leads to the place: `user.address`.
  public enum Fault: Error, Sendable, Hashable {
    case notJSON(JSONDocument.Fault)
    case unknownType(path: String, name: String)
    case missingAttribute(path: String, attribute: String)
    case repeatedName(path: String, name: String)
    case invalidSize(path: String)
    case nestedUnion(path: String)
    case nestedTooDeep(limit: Int)
    case tooManyTypes(limit: Int)
  }
}
