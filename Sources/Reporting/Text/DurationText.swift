internal import EventModel

/// Elapsed times as people read them.
package enum DurationText {
  /// The two largest units, rounded: `3m 20s`, `2d 4h`, `12.5s`, `250ms`.
  package static func rounded(_ seconds: Double?) -> String {
    guard let seconds, seconds.isFinite else { return NumberText.missing }
    let size = seconds.magnitude
    guard size < 1e15 else { return NumberText.general(seconds) + "s" }
    let sign = seconds < 0 ? "-" : ""
    if size == 0 { return "0s" }
    // Each bound is where the next form would round up to a full larger unit.
    if size < 0.000_999_5 { return sign + NumberText.general((size * 1e6).rounded()) + "µs" }
    if size < 0.999_5 { return sign + NumberText.general((size * 1000).rounded()) + "ms" }
    if size < 59.95 {
      var text = NumberText.fixed(size, digits: size < 9.995 ? 2 : 1)
      while text.hasSuffix("0") && text.contains(".") { text.removeLast() }
      if text.hasSuffix(".") { text.removeLast() }
      return sign + text + "s"
    }
    if size < 3_599.5 { return sign + pair(size.rounded(), 60, "m", 1, "s") }
    if size < 86_370 { return sign + pair((size / 60).rounded() * 60, 3_600, "h", 60, "m") }
    return sign + pair((size / 3_600).rounded() * 3_600, 86_400, "d", 3_600, "h")
  }

  /// Every unit that is needed, as the query language writes it: `7d`, `1h30m`.
  static func exact(_ seconds: Double) -> String {
    let microseconds = (seconds * 1e6).rounded()
    guard microseconds.magnitude < 9e18 else { return NumberText.general(seconds) + "s" }
    return ElapsedTime(microseconds: Int64(microseconds)).description
  }

  private static func pair(
    _ size: Double, _ large: Double, _ largeName: String, _ small: Double, _ smallName: String
  ) -> String {
    let count = (size / large).rounded(.down)
    let rest = ((size - count * large) / small).rounded()
    let text = NumberText.fixed(count, digits: 0) + largeName
    return rest == 0 ? text : text + " " + NumberText.fixed(rest, digits: 0) + smallName
  }
}
