/// A compensated sum: the rounding error of each addition is kept and put back at the end (Neumaier's variant of
/// Kahan's algorithm, which also survives a term larger than the sum).
@frozen
package struct NeumaierSum: Sendable, Hashable {
  @usableFromInline var sum: Double
  @usableFromInline var compensation: Double

  /// An empty sum.
  @inlinable
  package init() {
    sum = 0
    compensation = 0
  }

  /// Adds one term.
  @inlinable
  package mutating func add(_ term: Double) {
    let next = sum + term
    if abs(sum) >= abs(term) {
      compensation += (sum - next) + term
    } else {
      compensation += (term - next) + sum
    }
    sum = next
  }

  /// Adds the sum of another chunk; chunks must be merged in a fixed order for the same last digits.
  @inlinable
  package mutating func merge(_ other: NeumaierSum) {
    add(other.sum)
    compensation += other.compensation
  }

  /// The sum with its compensation; the plain sum where that is infinite.
  @inlinable
  package var value: Double {
    let result = sum + compensation
    return result.isNaN ? sum : result
  }

  /// Returns the compensated sum of values.
  package static func of(_ values: some Sequence<Double>) -> Double {
    var sum = NeumaierSum()
    for value in values { sum.add(value) }
    return sum.value
  }
}
