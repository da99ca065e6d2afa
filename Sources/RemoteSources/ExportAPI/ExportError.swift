package import HTTPTransport

/// Why an export API cannot be read, or not be read on; each case carries what a message needs, and no secret.
package enum ExportError: Error, Sendable, Equatable {
  /// How the pages of one query contradict each other.
  package enum PageFault: Sendable, Hashable {
    /// A page came again in the place of the next one.
    case repeatedPage
    /// The cursor of the next page is one that was followed already.
    case stuckCursor
    /// The pages have another number of rows than the answer promised.
    case total(promised: Int, found: Int)
    /// The next page is at a host that must not get the credentials.
    case foreignLink(String)
    /// More is promised, but not how to get it.
    case noNextPage
    /// The query was declared expired again and again.
    case expired
  }

  /// Neither the variables nor a file give credentials.
  case credentialsMissing(variables: [String])
  case credentialsUnreadable(path: String, errorNumber: Int32)
  /// Others than the owner may read the file.
  case credentialsExposed(path: String, mode: Int)
  case credentialsMalformed(path: String, line: Int)
  /// The token call said that these are no credentials.
  case credentialsRefused(status: Int, address: String)
  /// The token call's answer holds no token.
  case noToken(address: String)
  /// Fresh tokens were refused one after the other.
  case tokenRefused(address: String)
  /// Static credentials were refused.
  case accessRefused(status: Int, address: String)
  case http(HTTPError, object: String)
  case contradictingPages(PageFault, object: String, address: String)
  /// Even the smallest question is too much for the server.
  case tooMuch(object: String, range: String)
  /// The profile does not describe the object.
  case notInProfile(object: String)
  /// The first read of an object needs a beginning.
  case noBeginning(object: String)
  /// A row lacks what the profile says it has.
  case malformedRow(object: String, field: String, excerpt: String)
  case timeFormat(String)
  /// A temporary file could not be made or written.
  case cannotSpool(errorNumber: Int32)
  case cancelled
}
