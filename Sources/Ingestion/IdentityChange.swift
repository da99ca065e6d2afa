public import SegmentStore

/// What is to become of a store's identity map.
public enum IdentityChange: Sendable {
  /// The links join those of the store; where both have one for an id, the new one counts.
  case add([IdentityLink])
  /// The links take the place of all there are.
  case replace([IdentityLink])
  /// The links take the place of those about the source; those of other sources and of all stay.
  case replaceSource(String, [IdentityLink])
}

/// What a change of the identity map came to.
public struct IdentityReport: Sendable, Equatable {
  public var findings = IdentityFindings()
  /// Links in force now.
  public var links = 0
  /// Users whose events were laid anew because other events joined or left them.
  public var usersMoved = 0
  /// Events of these users.
  public var rowsMoved = 0
  /// Rows of the table of users that were laid anew in the same way.
  public var tableRowsMoved = 0
  /// Events that are gone because their event id met another of the same user.
  public var rowsSuperseded = 0
}
