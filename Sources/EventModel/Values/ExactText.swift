/// Text that equals only the same bytes; `String` itself equates canonically equivalent spellings.
///
/// Names in a log are identifiers, and two that differ in one byte are two names.
public struct ExactText: Hashable, Sendable, Comparable {
  public var text: String

  @inlinable
  public init(_ text: String) {
    self.text = text
  }

  @inlinable
  public static func == (left: ExactText, right: ExactText) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  @inlinable
  public static func < (left: ExactText, right: ExactText) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }

  public func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}
