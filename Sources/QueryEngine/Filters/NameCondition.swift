/// A condition on the name of an event that may have several, as a field that says whether it holds.
///
/// A reference, because values are told apart by the field they come from.
final class NameCondition: Sendable, Equatable {
  let test: ValueTest

  init(_ test: ValueTest) {
    self.test = test
  }

  static func == (left: NameCondition, right: NameCondition) -> Bool { left === right }
}
