/// One statement of an identity map: events of one raw user id are those of another user.
public struct IdentityLink: Sendable, Hashable {
  /// The id as sources send it.
  public var rawID: [UInt8]
  /// Whose events they are; may itself be the raw id of another link.
  public var userID: [UInt8]
  /// The one source whose events the link is about, or `nil` for all.
  public var source: String?

  public init(rawID: [UInt8], userID: [UInt8], source: String? = nil) {
    self.rawID = rawID
    self.userID = userID
    self.source = source
  }
}

/// What was peculiar in a list of links; peculiar is not wrong, but worth a look.
public struct IdentityFindings: Sendable, Equatable {
  /// Links read.
  public var links = 0
  /// Links that were there already.
  public var repeated = 0
  /// Links from an id to itself, which say nothing.
  public var selfLinks = 0
  /// Links that lost against another of the same list for the same id.
  public var conflicts = 0
  /// Links of the store that one of the list took the place of.
  public var overridden = 0
  /// Rings of links, whose ids all become the smallest of them.
  public var cycles = 0
  /// Ids whose links lead to their user over another id.
  public var chained = 0
  /// Users that more than one other id leads to.
  public var sharedUsers = 0

  public init() {}
}
