public import EventModel

/// Gives the users that `file '…'` in a segment names, by the path as written.
///
/// The engine reads no files but those of its snapshot; who embeds it says where lists come from. What the closure
/// throws ends the statement unchanged.
public typealias UserLists = @Sendable (_ path: String) throws -> Set<ExactText>

/// Thrown where a segment names a list and no source of lists was given.
public struct UserListsUnavailable: Error, Sendable, Equatable {
  public var path: String

  public init(path: String) {
    self.path = path
  }
}
