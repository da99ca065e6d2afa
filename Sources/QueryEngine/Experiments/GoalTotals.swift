import Statistics

/// What one goal sums up to over the units of one cell.
///
/// x is the covariate, which is the value before exposure, or the denominator of a ratio; y is the value.
struct GoalTotals: Sendable {
  /// A unit with anything but zeros.
  struct Sample: Sendable {
    var x: Double
    var y: Double
  }

  /// Units whose window is over.
  private(set) var matured = BivariateMoments()
  /// Units whose window still runs.
  private(set) var immature = BivariateMoments()
  /// The ratio before exposure; for other goals the covariate says it.
  private(set) var before = BivariateMoments()
  /// The sums of x and y over all units.
  private(set) var sumX = NeumaierSum()
  private(set) var sumY = NeumaierSum()
  /// Units with a value other than zero; exact.
  private(set) var converters = 0
  private(set) var maturedConverters = 0
  /// Units with a value other than zero before exposure; of ratios not counted.
  private(set) var priorConverters = 0
  /// Units that are not all zeros, in the order of the store, where they are kept.
  private(set) var samples: [Sample] = []
  private var maturedZeros = 0
  private var immatureZeros = 0
  private var beforeZeros = 0

  @inline(__always)
  mutating func add(x: Double, y: Double, isMatured: Bool, keepsSample: Bool) {
    if y != 0 {
      converters += 1
      if isMatured { maturedConverters += 1 }
    }
    if x != 0 { priorConverters += 1 }
    if x == 0 && y == 0 {
      if isMatured { maturedZeros += 1 } else { immatureZeros += 1 }
      return
    }
    sumX.add(x)
    sumY.add(y)
    if isMatured { matured.add(x: x, y: y) } else { immature.add(x: x, y: y) }
    if keepsSample { samples.append(Sample(x: x, y: y)) }
  }

  @inline(__always)
  mutating func addBefore(x: Double, y: Double) {
    if x == 0 && y == 0 { beforeZeros += 1 } else { before.add(x: x, y: y) }
  }

  /// Puts the units of zeros, which were only counted, into the moments.
  mutating func settle() {
    matured.merge(Self.zeros(maturedZeros))
    immature.merge(Self.zeros(immatureZeros))
    before.merge(Self.zeros(beforeZeros))
    maturedZeros = 0
    immatureZeros = 0
    beforeZeros = 0
  }

  private static func zeros(_ count: Int) -> BivariateMoments {
    BivariateMoments(count: count, meanX: 0, meanY: 0, squaredX: 0, squaredY: 0, product: 0)
  }

  /// Adds settled totals; the order of merging decides the last digits, so it must not depend on threads.
  mutating func merge(_ other: GoalTotals) {
    matured.merge(other.matured)
    immature.merge(other.immature)
    before.merge(other.before)
    sumX.merge(other.sumX)
    sumY.merge(other.sumY)
    converters += other.converters
    maturedConverters += other.maturedConverters
    priorConverters += other.priorConverters
    samples.append(contentsOf: other.samples)
  }

  /// All units.
  var all: BivariateMoments {
    var all = matured
    all.merge(immature)
    return all
  }
}
