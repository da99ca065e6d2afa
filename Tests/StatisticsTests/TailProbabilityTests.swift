import Testing

@testable import Statistics

struct TailProbabilityTests {
  @Test func `complements keep the small side`() {
    let small = TailProbability(value: 1e-20)
    #expect(small.complement.value == 1)
    expectClose(small.complement.logarithm, -1e-20)
    expectClose(TailProbability(logarithm: -1e-20).complement.value, 1e-20)
  }

  @Test func `doubling stops at one and follows the logarithm below the smallest double`() {
    #expect(TailProbability(value: 0.7).doubled == .one)
    let tiny = TailProbability(logarithm: -2000)
    #expect(tiny.value == 0)
    expectClose(tiny.doubled.logarithm, -2000 + 0.6931471805599453)
    expectClose(tiny.halved.logarithm, -2000 - 0.6931471805599453)
    expectClose(tiny.scaled(by: 10).logarithm, -2000 + 2.302585092994046)
    #expect(tiny.scaled(by: 0) == .zero)
  }

  @Test func `order follows the logarithm`() {
    #expect(TailProbability(logarithm: -2001) < TailProbability(logarithm: -2000))
    #expect(TailProbability.zero < .one)
  }

  @Test func `values outside the unit interval are cut off`() {
    #expect(TailProbability(value: 1 + 1e-15).value == 1)
    #expect(TailProbability(logarithm: 1e-15).value == 1)
    #expect(TailProbability(value: -1e-18).value == 0)
  }
}
