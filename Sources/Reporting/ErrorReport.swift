/// An error as programs see it in JSON; the sentences come from whoever reports it.
public struct ErrorReport: Sendable, Equatable {
  /// A stable word for programs, for example `unknown-event`.
  public var code: String
  /// One sentence: what went wrong.
  public var message: String
  /// What to do about it, nil when there is nothing to say.
  public var hint: String?
  /// Where it is, nil when it has no place.
  public var location: ErrorLocation?

  public init(code: String, message: String, hint: String? = nil, location: ErrorLocation? = nil) {
    self.code = code
    self.message = message
    self.hint = hint
    self.location = location
  }
}

/// A place in a file or statement; what is not known is nil.
public struct ErrorLocation: Sendable, Equatable {
  /// The file's name as the user gave it; nil for a statement typed at the prompt.
  public var file: String?
  /// From 1.
  public var line: Int?
  /// From 1, in characters.
  public var column: Int?
  /// In bytes from the start of the file or statement, from 0.
  public var offset: Int?

  public init(file: String? = nil, line: Int? = nil, column: Int? = nil, offset: Int? = nil) {
    self.file = file
    self.line = line
    self.column = column
    self.offset = offset
  }
}
