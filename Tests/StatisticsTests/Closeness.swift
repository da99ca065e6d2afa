import Testing

/// Records a failure unless the two numbers agree to the relative tolerance.
func expectClose(
  _ got: Double, _ want: Double, _ relative: Double = 1e-12, absolute: Double = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let agrees = abs(got - want) <= absolute + relative * abs(want)
  #expect(agrees, "\(got) is not \(want) within \(relative)", sourceLocation: sourceLocation)
}

/// The seed of the property tests, printed once so that a failure can be run again.
let propertySeed: UInt64 = {
  let seed: UInt64 = 20_260_729
  print("statistics property tests: seed \(seed)")
  return seed
}()
