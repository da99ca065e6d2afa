package import HTTPTransport

/// Why a bucket of S3 cannot be read; each case carries what a message needs, and no secret.
package indirect enum S3Error: Error, Sendable, Hashable {
  /// No `s3://bucket[/folder]`.
  case badAddress(String)
  /// No address of the web for an endpoint.
  case badEndpoint(String)
  /// A region whose name cannot be one.
  case badRegion(String)
  /// Neither the environment nor the shared file has credentials for the profile.
  case noCredentials(profile: String, file: String)
  /// A key without its secret, or a secret without its key; `missing` names the setting.
  case incompleteCredentials(place: String, missing: String)
  /// The profile gets its credentials in a way that is not built in, such as single sign-on.
  case unsupportedProfile(profile: String, file: String, setting: String)
  case cannotReadFile(path: String, errorNumber: Int32)
  /// A line of a shared file is neither a section nor a setting.
  case malformedFile(path: String, line: Int)

  case noSuchBucket(String)
  case noSuchObject(String)
  /// The object is not the one that was listed; it changed, or was written anew, while it was read.
  case objectChanged(String)
  /// What came has another length than was listed.
  case wrongLength(object: String, expected: Int, found: Int)
  /// The credentials are known and may not do it; `code` is S3's.
  case denied(action: Action, place: String, code: String)
  /// The key is not known, its secret is wrong, or its token has expired.
  case badCredentials(CredentialFault, keyID: String, place: String)
  /// The machine's clock is too far from the server's; `seconds` is the server's less ours, where it tells.
  case wrongClock(seconds: Int?)
  /// The bucket is in a region that no answer led to.
  case wrongRegion(bucket: String, tried: String)
  /// An answer nobody expected; `code` is S3's where it has one, `requestID` is for the provider's support.
  case refused(action: Action, place: String, status: Int, code: String, requestID: String)
  /// What came is no answer of S3.
  case malformedAnswer(action: Action, place: String, S3MarkupFault)
  /// A listing does not come to its end.
  case endlessListing(place: String)
  case transport(place: String, HTTPError)

  /// What was asked.
  package enum Action: String, Sendable, Hashable {
    case list
    case read
  }

  package enum CredentialFault: Sendable, Hashable {
    case unknownKey
    case wrongSecret
    case expiredToken
    case wrongToken
  }

  /// Whether the work was cancelled.
  package var isCancellation: Bool {
    if case .transport(_, .cancelled) = self { true } else { false }
  }
}

/// Why a document of S3 cannot be understood.
package enum S3MarkupFault: Error, Sendable, Hashable {
  /// No XML, or none of the kind that is read, at this byte.
  case malformed(offset: Int)
  case nestedTooDeep(limit: Int)
  /// The element that should be there, or its number, is not.
  case missing(element: String)
}
