/// A value written in a statement.
public enum LiteralValue: Hashable, Sendable {
  case string(String)
  case integer(Int64)
  /// Always finite.
  case double(Double)
  case boolean(Bool)
  case date(DateLiteral)
}
