/// When events become visible after they happened, and how.
public struct SandboxLateness: Hashable, Sendable {
  /// How long after it happened an event becomes visible.
  public var delay: Duration
  /// The share of events that come later than that, chosen by seed.
  public var lateShare: Double
  /// The share of events whose first version is replaced by another.
  public var correctionShare: Double
  /// How much later late events and second versions come.
  public var lateBy: Duration

  public init(
    delay: Duration = .zero, lateShare: Double = 0, correctionShare: Double = 0, lateBy: Duration = .zero
  ) {
    self.delay = delay
    self.lateShare = lateShare
    self.correctionShare = correctionShare
    self.lateBy = lateBy
  }

  func check() throws(SandboxError) {
    for (name, share) in [("late-share", lateShare), ("corrections", correctionShare)]
    where !(0...1 ~= share) {
      throw .invalidShare(name: name, value: "\(share)")
    }
    // A hundred years of delay are as good as for ever, and keep all sums small.
    let most = 36_525 * 86_400
    for (name, time) in [("delay", delay), ("late-by", lateBy)] {
      let seconds = Int(time.components.seconds)
      guard 0...most ~= seconds else {
        throw .outOfBounds(name: name, value: seconds, least: 0, most: most)
      }
    }
  }
}
