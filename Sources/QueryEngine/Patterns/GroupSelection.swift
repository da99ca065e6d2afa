import QueryResults

/// Which groups of a breakdown have tallies of their own.
enum GroupSelection: Sendable {
  /// All of them; a worker with more than so many counts their sizes only, which takes a tenth of the memory.
  case all(tallied: Int)
  /// These; all other values are counted together as other, but for those without any attempt, which are no group.
  case listed(Set<FunnelGroupKey>, without: Set<FunnelGroupKey>)

  /// The group that stands for `key`, if any does.
  func group(of key: FunnelGroupKey) -> FunnelGroupKey? {
    guard case .listed(let keys, let without) = self, key.kind == .value, !keys.contains(key) else {
      return key
    }
    return without.contains(key) ? nil : FunnelGroupKey(kind: .other, values: [])
  }
}

/// How many groups a breakdown may have before work and memory are bounded; tests lower them.
package struct GroupLimits: Sendable {
  /// Without `top` so many are listed; the rest is one.
  package var listed = 10_000
  /// Groups times buckets, with `top` too: more fit neither memory nor anyone's eyes.
  package var cells = 200_000
  /// What one worker keeps tallies of in one pass, with the general operator and with the fast one.
  package var tallied = 50_000
  package var talliedPlainly = 500_000
  /// Those whose sizes are compared to find the largest.
  package var compared = 5_000_000

  package init() {}
}

/// A breakdown has more groups than ``FunnelOperator`` keeps tallies of.
struct TooManyGroups: Error {}
