/// What forgetting users came to.
public struct ForgetReport: Sendable, Equatable {
  /// Users asked for.
  public var usersAsked = 0
  /// Those of them that the store knew anything of.
  public var usersFound = 0
  /// Events of the newest snapshot that are gone.
  public var events = 0
  /// Rows of the table of users in the newest snapshot that are gone.
  public var tableRows = 0
  /// Events that only older snapshots had and that are gone from them.
  public var olderEvents = 0
  /// Segment files with rows of these users, which hold their bytes until they are compacted and expire.
  public var files = 0
  /// Links that left the identity map.
  public var links = 0
  /// Entries that left the member lists of sources' segments.
  public var listEntries = 0
  /// Lines of reject logs whose text was taken out.
  public var rejects = 0
  /// The snapshot committed; `nil` when nothing was found.
  public var snapshot: Int?

  public init() {}
}
