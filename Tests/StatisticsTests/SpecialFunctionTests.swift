import Testing

@testable import Statistics

/// Reference values from mpmath with 50 digits.
struct SpecialFunctionTests {
  @Test func `log gamma holds near its zeros, for small and for large arguments`() {
    #expect(GammaFunction.logGamma(1) == 0)
    expectClose(GammaFunction.logGamma(0.5), 0.5723649429247001)
    expectClose(GammaFunction.logGamma(0.001), 6.907178885383853)
    expectClose(GammaFunction.logGamma(1e6), 12815504.569147611)
    expectClose(GammaFunction.logGamma(-0.5), 1.2655121234846454)
  }

  @Test func `log beta does not cancel when one argument is huge`() {
    expectClose(GammaFunction.logBeta(5e8, 0.5), -9.4426943850185328)
    expectClose(GammaFunction.logBeta(3.5, 12), -7.8336330428946536)
    expectClose(GammaFunction.logBeta(0.001, 1e5), 6.8956659649138917)
    expectClose(GammaFunction.logBeta(12, 3.5), -7.8336330428946536)
  }

  @Test func `log binomial coefficients agree with whole numbers`() {
    expectClose(GammaFunction.logBinomialCoefficient(1000, 300), 607.27149626437476)
    #expect(GammaFunction.logBinomialCoefficient(10, 0) == 0)
    expectClose(GammaFunction.logBinomialCoefficient(5, 2), 2.302585092994046)
  }

  @Test(arguments: [
    (0.5, 0.5, 0.1, 0.20483276469913346), (200, 300, 0.35, 0.010341770254687591),
    (2, 3, 1e-100, 6e-200), (50, 0.5, 0.98, 0.15624350786681793), (1e6, 1e6, 0.49, 2.4904536576103943e-176),
    (3e4, 2e5, 0.12, 1.460221109430704e-52), (10, 20, 0.4, 0.7853183897628262),
  ])
  func `the incomplete beta function keeps small tails`(a: Double, b: Double, x: Double, want: Double) {
    let tails = IncompleteBeta.tails(a: a, b: b, at: x)
    expectClose(tails.lower.value, want)
    // The mirrored function gives the same number as its upper tail.
    expectClose(IncompleteBeta.tails(a: b, b: a, at: 1 - x, complement: x).upper.value, want)
    expectClose(tails.lower.value + tails.upper.value, 1)
  }

  @Test func `the incomplete beta function is certain at the ends`() {
    #expect(IncompleteBeta.tails(a: 2, b: 3, at: 0).lower == .zero)
    #expect(IncompleteBeta.tails(a: 2, b: 3, at: 1).upper == .zero)
  }

  @Test func `the incomplete gamma function keeps both tails`() {
    expectClose(IncompleteGamma.tails(shape: 50, at: 47.5).upper.value, 0.62257929187817353)
    expectClose(IncompleteGamma.tails(shape: 0.5, at: 75).upper.value, 1.7336432457178264e-34)
    expectClose(IncompleteGamma.tails(shape: 3, at: 1e-5).lower.value, 1.6666541667166669e-16)
    expectClose(IncompleteGamma.tails(shape: 0.01, at: 0.5).upper.value, 0.0056267561939671842)
    expectClose(IncompleteGamma.tails(shape: 1e6, at: 995_000).lower.value, 2.7495803592700708e-7)
    expectClose(IncompleteGamma.tails(shape: 1e6, at: 1e6).upper.value, 0.49986701923912741)
    expectClose(IncompleteGamma.tails(shape: 1e6, at: 1_002_000).upper.value, 0.022804095898769863)
    #expect(IncompleteGamma.tails(shape: 2, at: 0).lower == .zero)
    #expect(IncompleteGamma.tails(shape: 2, at: .infinity).upper == .zero)
  }

  @Test func `logarithms go on where probabilities underflow`() {
    let tail = IncompleteGamma.tails(shape: 5, at: 2000).upper
    #expect(tail.value == 0)
    expectClose(tail.logarithm, -1972.772442992514)
    expectClose(tail.decimalLogarithm, -1972.772442992514 / 2.302585092994046)
  }

  @Test func `quadrature rules integrate what is known`() {
    expectClose(TanhSinhRule.integral(from: 0, to: 1) { 1 / $0.squareRoot() }, 2, 1e-10)
    expectClose(TanhSinhRule.tail(scale: 3, limit: .greatestFiniteMagnitude) { -$0 }, 1)
    let rule = GaussLegendre.rule(20)
    expectClose(rule.reduce(0) { $0 + $1.weight }, 2)
    expectClose(rule.reduce(0) { $0 + $1.weight * $1.position * $1.position }, 2.0 / 3)
    expectClose(LogTrapezoid.value(start: 3, step: 0.3) { -$0 * $0 / 2 }, StandardNormal.logRootTwoPi)
  }

  @Test func `the saddle-point pieces are exact where they are needed`() {
    expectClose(SaddlePoint.logOnePlusResidual(1e-9), -4.99999999666666667e-19)
    expectClose(SaddlePoint.logOnePlusResidual(-0.4), -0.11082562376599068)
    expectClose(SaddlePoint.stirlingError(20), 0.004166319691996922)
    expectClose(SaddlePoint.stirlingError(0.5), 0.15342640972002734)
    #expect(SaddlePoint.deviance(deviation: -7, mean: 7) == 7)
  }
}
