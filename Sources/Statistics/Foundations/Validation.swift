/// Refuses anything but a finite number.
@inline(__always)
func requireFinite(_ value: Double) throws(StatisticsError) {
  guard value.isFinite else { throw .notFinite }
}

/// Refuses anything but a finite number above zero.
func requirePositive(_ value: Double) throws(StatisticsError) {
  guard value.isFinite else { throw .notFinite }
  guard value > 0 else { throw .notPositive(value) }
}

/// Refuses anything but a number strictly between zero and one.
func requireOpenProbability(_ value: Double) throws(StatisticsError) {
  guard value > 0, value < 1 else { throw .probabilityOutOfRange(value) }
}

/// Refuses anything but a number from zero to one.
func requireProbability(_ value: Double) throws(StatisticsError) {
  guard value >= 0, value <= 1 else { throw .probabilityOutOfRange(value) }
}

/// Refuses a sequence with a NaN or an infinity in it.
func requireFinite(_ values: [Double]) throws(StatisticsError) {
  for value in values where !value.isFinite { throw .notFinite }
}
