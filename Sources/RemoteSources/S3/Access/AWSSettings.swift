import Glibc

/// What the environment and the shared files of AWS say about credentials, region and endpoint.
///
/// The environment comes first, then the profile that `AWS_PROFILE` names, `default` where it names none. Files are read
/// each time they are asked, so that keys that were renewed meanwhile are found.
package struct AWSSettings: Sendable {
  /// A file's bytes, `nil` where there is no such file, or an error number.
  package typealias FileReader = @Sendable (_ path: String) throws(S3Error) -> [UInt8]?

  /// The variables that are looked at.
  package static let variables = [
    "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_DEFAULT_PROFILE",
    "AWS_REGION", "AWS_DEFAULT_REGION", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "AWS_SHARED_CREDENTIALS_FILE",
    "AWS_CONFIG_FILE", "HOME",
  ]

  private let environment: [String: String]
  private let readFile: FileReader

  package init(
    environment: [String: String], readFile: @escaping FileReader = { path throws(S3Error) in
      try AWSSettings.contents(of: path)
    }
  ) {
    self.environment = environment
    self.readFile = readFile
  }

  /// The credentials to sign with.
  package func credentials() throws(S3Error) -> S3Credentials {
    let place = "the environment"
    switch (value("AWS_ACCESS_KEY_ID"), value("AWS_SECRET_ACCESS_KEY")) {
    case (let keyID?, let secret?):
      return S3Credentials(keyID: keyID, secret: secret, sessionToken: value("AWS_SESSION_TOKEN"))
    case (_?, nil): throw .incompleteCredentials(place: place, missing: "AWS_SECRET_ACCESS_KEY")
    case (nil, _?): throw .incompleteCredentials(place: place, missing: "AWS_ACCESS_KEY_ID")
    case (nil, nil): break
    }
    // What `aws configure` writes stands in the one file; keys in the other are taken too, as the tools of AWS do.
    for path in [credentialsPath, configurationPath] {
      guard let settings = try profiles(at: path)?[profile] else { continue }
      if let found = try Self.credentials(in: settings, place: "profile '\(profile)' of \(path)") { return found }
    }
    for path in [credentialsPath, configurationPath] {
      guard let settings = try profiles(at: path)?[profile] else { continue }
      let others = ["sso_session", "sso_start_url", "role_arn", "credential_process", "web_identity_token_file"]
      if let setting = others.first(where: { settings[$0] != nil }) {
        throw .unsupportedProfile(profile: profile, file: path, setting: setting)
      }
    }
    throw .noCredentials(profile: profile, file: credentialsPath)
  }

  /// The region, where anything names one.
  package func region() throws(S3Error) -> String? {
    if let region = value("AWS_REGION") ?? value("AWS_DEFAULT_REGION") { return region }
    for path in [configurationPath, credentialsPath] {
      if let region = try profiles(at: path)?[profile]?["region"], !region.isEmpty { return region }
    }
    return nil
  }

  /// The address of an S3-compatible store, where anything names one.
  package func endpoint() throws(S3Error) -> String? {
    if let endpoint = value("AWS_ENDPOINT_URL_S3") ?? value("AWS_ENDPOINT_URL") { return endpoint }
    let endpoint = try profiles(at: configurationPath)?[profile]?["endpoint_url"]
    return endpoint?.isEmpty == false ? endpoint : nil
  }

  private var profile: String { value("AWS_PROFILE") ?? value("AWS_DEFAULT_PROFILE") ?? "default" }

  private var credentialsPath: String {
    value("AWS_SHARED_CREDENTIALS_FILE") ?? (value("HOME") ?? "") + "/.aws/credentials"
  }

  private var configurationPath: String {
    value("AWS_CONFIG_FILE") ?? (value("HOME") ?? "") + "/.aws/config"
  }

  /// A variable that is there and not empty.
  private func value(_ name: String) -> String? {
    environment[name].flatMap { $0.isEmpty ? nil : $0 }
  }

  private func profiles(at path: String) throws(S3Error) -> [String: [String: String]]? {
    guard let bytes = try readFile(path) else { return nil }
    return try AWSProfileFile(parsing: String(decoding: bytes, as: UTF8.self), path: path).profiles
  }

  private static func credentials(
    in settings: [String: String], place: String
  ) throws(S3Error) -> S3Credentials? {
    func setting(_ name: String) -> String? { settings[name].flatMap { $0.isEmpty ? nil : $0 } }
    switch (setting("aws_access_key_id"), setting("aws_secret_access_key")) {
    case (let keyID?, let secret?):
      return S3Credentials(keyID: keyID, secret: secret, sessionToken: setting("aws_session_token"))
    case (_?, nil): throw .incompleteCredentials(place: place, missing: "aws_secret_access_key")
    case (nil, _?): throw .incompleteCredentials(place: place, missing: "aws_access_key_id")
    case (nil, nil): return nil
    }
  }

  /// A small file's bytes; `nil` where there is none.
  package static func contents(of path: String) throws(S3Error) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else {
      if errno == ENOENT || errno == ENOTDIR { return nil }
      throw .cannotReadFile(path: path, errorNumber: errno)
    }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var part = [UInt8](repeating: 0, count: 1 << 14)
    while true {
      let count = read(descriptor, &part, part.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw .cannotReadFile(path: path, errorNumber: errno) }
      if count == 0 { return bytes }
      bytes += part[..<count]
      guard bytes.count <= AWSProfileFile.largestFile else {
        throw .cannotReadFile(path: path, errorNumber: EFBIG)
      }
    }
  }
}
