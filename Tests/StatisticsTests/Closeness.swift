import Testing

/// Records a failure unless the two numbers agree to the relative tolerance.
func expectClose(
  _ got: Double, _ want: Double, _ relative: Double = 1e-12, absolute: Double = 0,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let agrees = abs(got - want) <= absolute + relative * abs(want)
  #expect(agrees, "\(got) is not \(want) within \(relative)", sourceLocation: sourceLocation)
}

/// A seed that is printed with every failure of a property test.
let propertySeed: UInt64 = 20_260_729
