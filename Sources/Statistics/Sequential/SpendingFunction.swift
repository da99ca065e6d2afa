import Glibc

/// How much of alpha may be spent by the time a share of the information has been seen (Lan and DeMets).
package enum SpendingFunction: Sendable, Hashable {
  /// α·t^φ; φ = 2 is the default of Spotify's library.
  case power(Double)
  /// 2(1 − Φ(z_{α/2}/√t)), O'Brien and Fleming's shape: almost nothing early.
  case obrienFleming
  /// α·ln(1 + (e − 1)t), Pocock's shape: about the same at every look.
  case pocock
  /// α(1 − e^{−γt})/(1 − e^{−γ}), Hwang, Shih and DeCani's family; γ = 0 is linear.
  case hwangShihDeCani(Double)

  /// Returns the cumulative alpha at an information share; shares above one count as one.
  package func cumulative(alpha: Double, share: Double) throws(StatisticsError) -> Double {
    try requireOpenProbability(alpha)
    guard share > 0 else { throw .notPositive(share) }
    if share >= 1 { return alpha }
    switch self {
    case .power(let exponent):
      try requirePositive(exponent)
      return alpha * pow(share, exponent)
    case .obrienFleming:
      return 2
        * StandardNormal.upperTail(StandardNormal.quantile(upperTail: alpha / 2) / share.squareRoot())
    case .pocock: return alpha * log1p((M_E - 1) * share)
    case .hwangShihDeCani(let gamma):
      try requireFinite(gamma)
      if gamma == 0 { return alpha * share }
      return alpha * (expm1(-gamma * share) / expm1(-gamma))
    }
  }
}
