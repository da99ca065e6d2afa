/// Something a careful reader has to know about an answer.
public struct ResultWarning: Sendable, Equatable {
  /// A stable word for programs, for example `overlapping-groups`.
  public var code: String
  /// One sentence for people.
  public var message: String

  public init(
    code: String,
    message: String
  ) {
    self.code = code
    self.message = message
  }
}
