/// One row of a file of identity links: `raw_id`, `user_id` and perhaps `source`.
public struct IdentityRow: Sendable, Hashable {
  public var rawID: [UInt8]
  public var userID: [UInt8]
  /// `nil` where the link is about all sources.
  public var source: String?
}
