package import HTTPTransport
import Yams

extension ExportProfile {
  private static let objectKeys = [
    "path", "method", "query", "headers", "body", "paging", "limit", "first_page", "answer", "too_much",
    "expired",
    "range", "buckets", "fields", "ignore", "rename", "time_format", "members",
  ]

  /// Reads a profile from its text; `file` is only for messages.
  ///
  /// Nothing is guessed: unknown keys and wrong types are problems, all of which are collected before it throws. `base`
  /// takes the place of `base_url`, as where a server of tests has a port of its own.
  package init(text: String, file: String, base: WebAddress? = nil) throws(ProfileError) {
    let root = try ProfileReader.root(of: text, file: file)
    let reader = ProfileReader()
    let profile = Self.read(root, reader, base: base)
    guard let profile, reader.problems.isEmpty else {
      throw ProfileError(
        file: file, problems: reader.problems.sorted { ($0.line, $0.column) < ($1.line, $1.column) })
    }
    self = profile
  }

  private static func read(_ root: Node, _ reader: ProfileReader, base other: WebAddress?) -> ExportProfile? {
    let allowed = ["name", "base_url", "access", "limits", "objects"]
    guard let section = reader.section(root, key: "the profile", allowed: allowed) else { return nil }
    let name = reader.text(section, "name", isRequired: true)
    let base = reader.value(section, "base_url", expected: "an address such as https://api.example.com") {
      WebAddress($0)
    }
    if reader.node(section, "base_url") == nil { reader.report(.missingKey("base_url"), at: root) }
    let access = access(section, base: other ?? base, reader)
    let limits = limits(section, reader)
    var objects: [Object: ExportQuery] = [:]
    var members: ExportQuery?
    if let node = reader.node(section, "objects") {
      if let list = reader.section(node, key: "objects", allowed: Object.allCases.map(\.rawValue)) {
        for object in Object.allCases {
          guard let node = reader.node(list, object.rawValue) else { continue }
          guard let part = reader.section(node, key: object.rawValue, allowed: objectKeys) else { continue }
          objects[object] = query(part, ExportFields.of(object), reader)
          guard let node = reader.node(part, "members") else { continue }
          if object != .segments {
            reader.report(.unknownKey("members", allowed: objectKeys.dropLast()), at: node)
          } else if let part = reader.section(node, key: "members", allowed: objectKeys.dropLast()) {
            members = query(part, ExportFields.members, reader)
          }
        }
      }
    } else {
      reader.report(.missingKey("objects"), at: root)
    }
    guard let name, let base = other ?? base, let access, let limits else { return nil }
    return ExportProfile(
      name: name, base: base, access: access, limits: limits, objects: objects, members: members)
  }

  private static func access(
    _ root: ProfileReader.Section, base: WebAddress?, _ reader: ProfileReader
  ) -> ExportAccess? {
    var access = ExportAccess(
      kind: .oauth, tokenAddress: WebAddress(ExportAccess.heapTokenURL), idVariable: "SOJOURN_CLIENT_ID",
      secretVariable: "SOJOURN_CLIENT_SECRET", header: "X-Api-Key", lifetime: 300)
    guard let node = reader.node(root, "access") else { return access }
    // Their names say that someone is about to write a secret into a file that is shared.
    if case .mapping(let mapping) = node {
      for (name, _) in mapping {
        let key = name.string ?? ""
        if ["client_secret", "password", "token", "secret", "api_key", "client_id"].contains(key) {
          reader.report(.secretInProfile(key: key), at: name)
          return nil
        }
      }
    }
    let allowed = ["kind", "token_url", "client_id_from", "client_secret_from", "header", "lifetime"]
    guard let section = reader.section(node, key: "access", allowed: allowed) else { return nil }
    access.kind = reader.word(section, "kind") ?? access.kind
    if let address = reader.value(
      section, "token_url",
      expected: "an address such as \(ExportAccess.heapTokenURL), or a path of base_url",
      { $0.hasPrefix("/") ? base?.resolving($0) : WebAddress($0) })
    {
      access.tokenAddress = address
    }
    access.idVariable = reader.text(section, "client_id_from") ?? access.idVariable
    access.secretVariable = reader.text(section, "client_secret_from") ?? access.secretVariable
    access.header = reader.text(section, "header") ?? access.header
    access.lifetime = reader.duration(section, "lifetime").map { $0 / 1_000_000 } ?? access.lifetime
    return access
  }

  private static func limits(_ root: ProfileReader.Section, _ reader: ProfileReader) -> ExportLimits? {
    var limits = ExportLimits(
      requestsPerSecond: nil, burst: 8, connections: 4, answerBytes: 64 << 20, attempts: 8,
      followsOtherHosts: false)
    guard let node = reader.node(root, "limits") else { return limits }
    let allowed = ["requests", "burst", "connections", "answer_megabytes", "attempts", "follow_other_hosts"]
    guard let section = reader.section(node, key: "limits", allowed: allowed) else { return nil }
    limits.requestsPerSecond = reader.value(section, "requests", expected: "a rate such as 60/30s") { text in
      let parts = text.split(separator: "/")
      guard parts.count == 2, let count = Double(parts[0]), count > 0, count < 1e9,
        let window = DurationText.microseconds(String(parts[1])), window > 0
      else { return nil }
      return count / (Double(window) / 1e6)
    }
    limits.burst = reader.count(section, "burst", in: 1...100_000) ?? limits.burst
    limits.connections = reader.count(section, "connections", in: 1...64) ?? limits.connections
    limits.answerBytes = (reader.count(section, "answer_megabytes", in: 1...1024) ?? 64) << 20
    limits.attempts = reader.count(section, "attempts", in: 1...100) ?? limits.attempts
    limits.followsOtherHosts = reader.flag(section, "follow_other_hosts") ?? false
    return limits
  }
}
