/// The clauses that make a path of a sequence, in the order they are applied.
public struct PathClauses: Equatable, Sendable {
  /// `node path`: the property that labels a node where present.
  public var node: PropertyReference?
  /// `group '/shop/*' as "Shop"`, first rule that fits.
  public var groups: [GroupRule] = []
  /// `collapse repeats`
  public var collapseRepeats: CollapseRepeats?
  /// `collapse loops n`
  public var collapseLoops: Located<Int>?
  /// `from step`
  public var from: Step?
  /// `to step`
  public var to: Step?
  /// `depth 8`: how many nodes stay, both ends included.
  public var depth: Located<Int>?
}

/// Labels that fit the glob become one.
public struct GroupRule: Hashable, Sendable {
  /// The labels that fit.
  public var glob: Located<Glob>
  /// What they are called then.
  public var label: Located<String>
}

/// `collapse repeats [names] [keep last]`.
public struct CollapseRepeats: Hashable, Sendable {
  /// The names whose runs are folded; empty means all.
  public var names: [Located<String>]
  /// The node takes the time of the run's last event, not of its first.
  public var keepsLast: Bool
}
