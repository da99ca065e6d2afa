import NaiveEvaluator

extension NaiveFunnel {
  /// Takes back options under which no events could ever reach a step: the engine refuses those.
  mutating func avoidUnreachableSteps() {
    guard order == .ordered || order == .strict else { return }
    let gaps = steps.compactMap(\.arrow.after).reduce(0, +)
    if let window, gaps > window { self.window = nil }
    if ties == .strictlyLater, window == 0 { window = nil }
    if let windowEvents, windowEvents < steps.count { self.windowEvents = steps.count }
  }
}
