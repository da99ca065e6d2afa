/// A text of a job file and where it stands.
struct PlacedText: Sendable, Equatable {
  var text: String
  var line: Int
  var column: Int
}

/// A job as written: nothing is put into its texts yet.
public struct Job: Sendable {
  /// The path of the file; relative paths in it begin at its directory.
  public var file: String
  public var name: String
  var store: PlacedText?
  var timeZone: PlacedText?
  var log: PlacedText?
  var parameters: [Parameter] = []
  var ingests: [Ingest] = []
  var statements: [Statement] = []
  var expectations: [PlacedText] = []
  /// A digest of the file's text, to see whether it changed between two runs.
  public var digest: String

  struct Parameter: Sendable {
    var name: String
    var type: String
    var fallback: PlacedText?
    var values: [PlacedText]
    var line: Int
    var column: Int
  }

  struct Ingest: Sendable {
    var name: PlacedText?
    var kind: JobInputKind
    var paths: [PlacedText]
    /// The keys that name columns, zones and the like.
    var options: [String: Option]
    var isOptional: Bool
    var line: Int
    var column: Int
  }

  /// What stands under a key of an input.
  enum Option: Sendable {
    case texts([PlacedText])
    case paths([PlacedText])
    case flag(Bool)
  }

  struct Statement: Sendable {
    var name: PlacedText
    var ask: PlacedText
    var snapshot: Int?
    var outputs: [Output]
    var expectations: [PlacedText]
  }

  struct Output: Sendable {
    var path: PlacedText
    var format: String?
    var keep: Keep?
  }

  /// Which files of earlier runs stay.
  enum Keep: Sendable, Equatable {
    /// So many, this run's included.
    case count(Int)
    /// Those written in the last so many days.
    case days(Int)
  }
}
