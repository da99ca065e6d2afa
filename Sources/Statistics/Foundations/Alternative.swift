/// The direction in which a departure from the null hypothesis counts.
package enum Alternative: String, Sendable, Hashable, CaseIterable {
  /// The treatment differs from the control.
  case twoSided
  /// The treatment lies above the control.
  case greater
  /// The treatment lies below the control.
  case less
}
