/// A figure, or the reason why it cannot be computed.
///
/// Used where one part of an answer exists and another does not; where nothing exists the function throws.
package typealias Computed<Value> = Result<Value, StatisticsError>

extension Result where Failure == StatisticsError {
  /// The figure, or nil.
  package var value: Success? {
    if case .success(let value) = self { value } else { nil }
  }

  /// Why there is no figure, or nil if there is one.
  package var reason: StatisticsError? {
    if case .failure(let reason) = self { reason } else { nil }
  }
}
