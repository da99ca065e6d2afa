/// One resolved option of a statement, such as `window = 7d`.
public struct ResultOption: Sendable, Equatable {
  /// The option's name as written in JSON, for example `exclusion_effect`.
  public var key: String
  public var value: OptionValue

  public init(
    key: String,
    value: OptionValue
  ) {
    self.key = key
    self.value = value
  }
}

/// The value of a resolved option.
public enum OptionValue: Sendable, Equatable {
  /// The option does not apply or was not set.
  case null
  case text(String)
  case integer(Int)
  case number(Double)
  case flag(Bool)
  /// An elapsed time in seconds; people see `7d`, JSON the seconds.
  case duration(Double)
  case list([OptionValue])
}
