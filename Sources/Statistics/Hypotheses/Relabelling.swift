/// The pooled values of two arms and what a relabelling of them does to the difference of the means.
///
/// With the values centred on the pooled mean, the difference is a fixed multiple of the sum over one arm, so only
/// the smaller arm is drawn and summed.
struct Relabelling: Sendable {
  /// The observed difference, treatment minus control.
  let observed: Double
  private let centred: [Double]
  private let drawn: Int
  private let observedSum: Double
  private let slack: Double
  private let sign: Double

  init(control: [Double], treatment: [Double]) {
    let meanA = NeumaierSum.of(control) / Double(control.count)
    let meanB = NeumaierSum.of(treatment) / Double(treatment.count)
    observed = meanB - meanA
    let drawsTreatment = treatment.count <= control.count
    let small = drawsTreatment ? treatment : control
    let large = drawsTreatment ? control : treatment
    let centre = Moments(small + large).mean
    centred = (small + large).map { $0 - centre }
    drawn = small.count
    sign = drawsTreatment ? 1 : -1
    observedSum = sign * NeumaierSum.of(centred[..<small.count])
    // Equal sums reached by different additions differ by rounding and must count as equal.
    let largest = centred.reduce(0) { max($0, abs($1)) }
    slack = largest * Double(drawn) * 1e-13
  }

  /// Adds `count` random relabellings; each chunk starts from the same order of the values.
  func sample(_ count: Int, _ generator: SeededGenerator, _ hits: inout PermutationTest.Hits) {
    var generator = generator
    var values = centred
    values.withUnsafeMutableBufferPointer { values in
      for _ in 0..<count {
        var sum = 0.0
        for position in 0..<drawn {
          let other = position + generator.index(below: values.count - position)
          values.swapAt(position, other)
          sum += values[position]
        }
        hits.add(sign * sum, observed: observedSum, slack: slack)
      }
    }
  }

  /// Counts every choice of the smaller arm.
  func enumerate() -> PermutationTest.Hits {
    var hits = PermutationTest.Hits()
    var chosen = Array(0..<drawn)
    while true {
      var sum = 0.0
      for index in chosen { sum += centred[index] }
      hits.add(sign * sum, observed: observedSum, slack: slack)
      // The next combination in lexicographic order.
      var position = drawn - 1
      while position >= 0, chosen[position] == centred.count - drawn + position { position -= 1 }
      if position < 0 { return hits }
      chosen[position] += 1
      for later in (position + 1)..<max(drawn, position + 1) { chosen[later] = chosen[later - 1] + 1 }
    }
  }
}
