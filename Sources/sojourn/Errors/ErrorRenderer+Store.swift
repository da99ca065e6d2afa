import Reporting
import SegmentStore

extension ErrorRenderer {
  func message(for error: StoreError) -> ErrorMessage {
    switch error {
    case .system(let call, let path, let number):
      return ErrorMessage(
        "cannot-\(Self.verb(of: call))",
        "cannot \(Self.verb(of: call)) '\(path)': \(Self.reason(number))", hint: Self.hint(for: number),
        at: ErrorLocation(file: path), exit: .failed)
    case .damaged(let file, let block, let offset, let problem):
      return ErrorMessage(
        "damaged-file", "'\(file)' is damaged (\(block)): \(Self.sentence(for: problem))",
        hint: "ask an older snapshot with --snapshot, or ingest the inputs anew into another store",
        at: ErrorLocation(file: file, offset: Int(clamping: offset)), exit: .failed)
    case .newerVersion(let file, let found, let supported):
      return ErrorMessage(
        "newer-version",
        "'\(file)' has format version \(found); this program reads versions up to \(supported)",
        hint: "use the version of sojourn that wrote it, or a later one", at: ErrorLocation(file: file),
        exit: .failed)
    case .notAStore(let path):
      return ErrorMessage(
        "not-a-store", "there is no store at '\(path)'",
        hint: "check the path, or make one: sojourn ingest csv FILE --store \(path)",
        at: ErrorLocation(file: path), exit: .wrongRequest)
    case .directoryNotEmpty(let path):
      return ErrorMessage(
        "directory-not-empty", "'\(path)' holds other files, so no store is made in it",
        hint: "name a directory that is empty or not there yet", at: ErrorLocation(file: path),
        exit: .wrongRequest)
    case .emptyStore(let path):
      return ErrorMessage(
        "empty-store", "the store '\(path)' has no snapshot yet",
        hint: "take one first: sojourn ingest csv FILE --store \(path)", at: ErrorLocation(file: path),
        exit: .wrongRequest)
    case .noSuchSnapshot(let path, let number, let available):
      return ErrorMessage(
        "no-such-snapshot", "the store '\(path)' has no snapshot \(number)",
        hint: "it has \(Self.ranges(available))", at: ErrorLocation(file: path), exit: .wrongRequest)
    case .locked(let path, let owner):
      return ErrorMessage(
        "store-locked",
        "another process\(owner.map { " (\($0))" } ?? "") is writing to the store '\(Directory.parent(of: path))'",
        hint: "wait until it has ended, then run the command again",
        at: ErrorLocation(file: Directory.parent(of: path)), exit: .failed)
    case .pathLeavesStore(let manifest, let path):
      return ErrorMessage(
        "damaged-manifest", "the manifest '\(manifest)' names '\(path)', which is outside of the store",
        hint: "do not trust this store", at: ErrorLocation(file: manifest), exit: .failed)
    case .badManifest(let path, let detail):
      return ErrorMessage(
        "damaged-manifest", "the manifest '\(path)' cannot be read: \(detail)",
        hint: "ask an older snapshot with --snapshot", at: ErrorLocation(file: path), exit: .failed)
    case .limitReached(let limit, let value, let allowed):
      return ErrorMessage(
        "limit-reached",
        "\(NumberText.grouped(value)) \(limit) are too many; at most \(NumberText.grouped(allowed)) are allowed",
        hint: "check that the columns are the right ones, or ingest less at a time", exit: .failed)
    }
  }

  /// What a system call was for.
  private static func verb(of call: String) -> String {
    switch call {
    case "open": "open"
    case "mkdir": "create"
    case "rename": "rename"
    case "unlink": "remove"
    case "write", "fsync", "close": "write"
    case "flock": "lock"
    default: "read"
    }
  }

  private static func sentence(for damage: StoreError.Damage) -> String {
    switch damage {
    case .tooShort: "it is too short"
    case .badMagic: "a mark is missing"
    case .checksum: "a checksum does not fit"
    case .badCompression: "compressed bytes cannot be decoded"
    case .lengthOutOfBounds: "a length does not fit"
    case .invalidCode(let code): "the code \(code) means nothing"
    case .inconsistent(let what): "figures contradict each other (\(what))"
    }
  }

  /// `snapshots 1 to 3 and 7`.
  static func ranges(_ numbers: [Int]) -> String {
    var runs: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = runs.last, last.upperBound == number - 1 {
        runs[runs.count - 1] = last.lowerBound...number
      } else {
        runs.append(number...number)
      }
    }
    let texts = runs.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
    return (numbers.count == 1 ? "snapshot " : "snapshots ") + texts.joined(separator: ", ")
  }
}
