import Glibc
import HTTPTransport
import RemoteSources

/// Profiles as files.
enum ProfileFile {
  /// `base` takes the place of the profile's own address.
  static func load(_ path: String, base: String? = nil) throws -> ExportProfile {
    let address = try base.map { text in
      guard let address = WebAddress(text) else { throw HTTPError.malformedAddress(text) }
      return address
    }
    return try ExportProfile(text: try TextFile.contents(path, limit: 1 << 20), file: path, base: address)
  }

  /// The environment of the process.
  static var environment: [String: String] {
    var variables: [String: String] = [:]
    var entry = environ
    while let pointer = entry.pointee {
      let pair = String(cString: pointer).split(
        separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      if pair.count == 2 { variables[String(pair[0])] = String(pair[1]) }
      entry += 1
    }
    return variables
  }
}
