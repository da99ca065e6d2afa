package import EventModel

/// The counting part of an experiment with one conversion goal (§6.1–6.2).
package struct NaiveExperiment: Sendable {
  package struct Arm: Sendable {
    package var variant: PropertyValue
    package var n: Int
    package var converters: Int
    /// Units whose window reaches the end of data; 0 without a window.
    package var immature: Int
    /// The units counted, ascending, and whether each converted.
    package var units: [(unit: NaiveUnitKey, exposure: Int64, converted: Bool)]
  }

  package struct Result: Sendable {
    /// In order of the variants' values.
    package var arms: [Arm]
    /// Units with exposure events of two or more recognised variants; in no arm.
    package var switchers: Int
    /// Units whose exposure events carry no recognised variant; in no arm.
    package var unknownUnits: Int
    /// Exposure events without a recognised variant.
    package var unknownEvents: Int
  }

  package var stream = NaiveStream()
  /// Bounds the exposure events; goal events may follow the range.
  package var range = NaiveRange()
  package var exposure: NaiveCondition
  package var variant: NaiveField
  /// The recognised variants; `nil` recognises every value but null.
  package var variants: [PropertyValue]?
  package var goal: NaiveCondition
  /// Microseconds; both ends included.
  package var window: Int64?

  package init(
    exposure: NaiveCondition, variant: NaiveField, variants: [PropertyValue]? = nil, goal: NaiveCondition,
    window: Int64? = nil
  ) {
    self.exposure = exposure
    self.variant = variant
    self.variants = variants
    self.goal = goal
    self.window = window
  }

  package func answer(on log: [NaiveEvent], endOfData given: Int64? = nil) -> Result {
    let endOfData = given ?? log.map(\.time).max().map { stream.calendar.endOfDay($0) } ?? 0
    var result = Result(arms: [], switchers: 0, unknownUnits: 0, unknownEvents: 0)
    for variant in variants ?? [] { result.arms.append(emptyArm(variant)) }
    for sequence in stream.sequences(of: log).sequences {
      let exposures = sequence.events.filter { exposure.accepts($0) && range.contains($0.time) }
      if exposures.isEmpty { continue }
      let known = exposures.compactMap { event in recognised(event).map { (event: event, variant: $0) } }
      result.unknownEvents += exposures.count - known.count
      guard let first = known.first else {
        result.unknownUnits += 1
        continue
      }
      guard known.allSatisfy({ NaiveComparison.isSame($0.variant, first.variant) }) else {
        result.switchers += 1
        continue
      }
      let start = first.event.time
      let converted = sequence.events.contains { event in
        goal.accepts(event) && event.time >= start && (window.map { event.time <= start + $0 } ?? true)
      }
      var index = result.arms.firstIndex { NaiveComparison.isSame($0.variant, first.variant) }
      if index == nil {
        result.arms.append(emptyArm(first.variant))
        index = result.arms.count - 1
      }
      guard let index else { continue }
      result.arms[index].n += 1
      result.arms[index].converters += converted ? 1 : 0
      if let window, start + window >= endOfData { result.arms[index].immature += 1 }
      result.arms[index].units.append((sequence.unit, start, converted))
    }
    result.arms.sort { NaiveComparison.precedes($0.variant, $1.variant) }
    return result
  }

  private func emptyArm(_ variant: PropertyValue) -> Arm {
    Arm(variant: variant, n: 0, converters: 0, immature: 0, units: [])
  }

  /// The variant of an exposure event, as listed; `nil` if it is not recognised.
  private func recognised(_ event: NaiveEvent) -> PropertyValue? {
    let value = event.value(of: variant)
    guard let variants else { return value }
    return variants.first { NaiveComparison.holds(value, .equal, $0) }
  }
}
