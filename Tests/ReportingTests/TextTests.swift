import EventModel
import QueryResults
import Testing

@testable import Reporting

@Suite struct TextTests {
  @Test(arguments: [
    (0, "0"), (999, "999"), (1_000, "1,000"), (-1_234_567, "-1,234,567"),
    (Int.max, "9,223,372,036,854,775,807"),
    (Int.min, "-9,223,372,036,854,775,808"),
  ])
  func `integers have thousands separators`(number: Int, text: String) {
    #expect(NumberText.grouped(number) == text)
  }

  @Test(arguments: [
    (0.0, "0.0 %"), (1.0, "100.0 %"), (0.412, "41.2 %"), (0.9995, "99.950 %"), (0.004_578, "0.46 %"),
    (0.000_4, "0.040 %"), (0.000_02, "0.0020 %"), (0.000_000_1, "<0.0001 %"), (0.999_999_99, ">99.9999 %"),
  ])
  func `percentages never hide a remainder`(share: Double, text: String) {
    #expect(NumberText.percent(share) == text)
  }

  @Test func `what is missing is a dash`() {
    #expect(NumberText.percent(nil) == "–")
    #expect(NumberText.percent(.nan) == "–")
    #expect(NumberText.probability(nil) == "–")
    #expect(DurationText.rounded(nil) == "–")
    #expect(DurationText.rounded(.infinity) == "–")
  }

  @Test func `bounds have the precision of their share`() {
    #expect(NumberText.percentInterval(lower: 0.498, upper: 0.5264, around: 0.512) == "[49.8, 52.6]")
    #expect(NumberText.percentInterval(lower: 0.003_77, upper: 0.015_97, around: 0.007_8) == "[0.38, 1.60]")
    #expect(NumberText.percentInterval(lower: 0, upper: 0.000_38, around: 0) == "[0.000, 0.038]")
    #expect(NumberText.percentInterval(lower: 0.999_6, upper: 1, around: 1) == "[99.960, 100.000]")
  }

  @Test(arguments: [
    (0.0, "0"), (12.0, "12"), (1_234.56, "1,234.6"), (3.14159, "3.142"), (0.001234, "0.001234"),
    (-0.5, "-0.5"),
    (1e-9, "1e-09"), (1e300, "1e+300"), (123_456_789_012.0, "123,456,789,012"),
  ])
  func `general numbers are short`(number: Double, text: String) {
    #expect(NumberText.general(number) == text)
  }

  @Test(arguments: [
    (0.0412, "0.0412"), (0.000_01, "<0.0001"), (0, "<0.0001"), (1, "1.0000"), (0.000_05, "0.0001"),
  ])
  func `a probability is never zero`(p: Double, text: String) {
    #expect(NumberText.probability(p) == text)
  }

  @Test func `a rounded zero has no sign`() {
    #expect(NumberText.signed(-0.000_1, digits: 2) == "0.00")
    #expect(NumberText.signed(0.000_1, digits: 2) == "0.00")
    #expect(NumberText.signed(0.25, digits: 1) == "+0.3")
    #expect(NumberText.signed(-.infinity, digits: 1) == "-∞")
  }

  @Test(arguments: [
    (999, "999 B"), (1_000, "1.0 kB"), (999_949, "999.9 kB"), (999_950, "1.0 MB"), (12_345_678, "12.3 MB"),
  ])
  func `sizes are in powers of a thousand`(count: Int, text: String) {
    #expect(NumberText.bytes(count) == text)
  }

  @Test(arguments: [
    (0.0, "0s"), (0.000_015, "15µs"), (0.25, "250ms"), (0.9994, "999ms"), (0.9996, "1s"), (1.5, "1.5s"),
    (12.34, "12.3s"), (59.94, "59.9s"), (59.96, "1m"), (61, "1m 1s"), (200, "3m 20s"), (3_599.4, "59m 59s"),
    (3_599.6, "1h"), (4_930.4, "1h 22m"), (86_369, "23h 59m"), (86_399, "1d"), (187_200, "2d 4h"),
    (604_800, "7d"),
    (-200, "-3m 20s"),
  ])
  func `durations have two units`(seconds: Double, text: String) {
    #expect(DurationText.rounded(seconds) == text)
  }

  @Test func `durations of options are exact`() {
    #expect(DurationText.exact(604_800) == "7d")
    #expect(DurationText.exact(90_061.25) == "1d1h1m1s250ms")
    #expect(DurationText.exact(1e300).hasSuffix("s"))
  }

  @Test(arguments: [
    ("abc", 3), ("日本", 4), ("e\u{301}", 1), ("👩‍👩‍👧‍👦", 2), ("🇩🇪", 2), ("❤️", 2), ("é", 1), ("ｆｕｌｌ", 8), ("한국", 4),
    ("→", 1), ("█", 1),
  ])
  func `width follows the terminal`(text: String, width: Int) {
    #expect(DisplayText.width(text) == width)
  }

  @Test(arguments: RandomResults.oddTexts, [1, 2, 3, 10, 20])
  func `a shortened text fits`(text: String, limit: Int) {
    let cleaned = DisplayText.clean(text)
    let short = DisplayText.shortened(cleaned, to: limit)
    #expect(DisplayText.width(short) <= limit)
    if DisplayText.width(cleaned) <= limit { #expect(short == cleaned) }
  }

  @Test func `the middle gives way`() {
    #expect(DisplayText.shortened("abcdefghij", to: 5) == "ab…ij")
    #expect(DisplayText.shortened("日本語日本語", to: 6) == "日…語")
  }

  @Test(arguments: RandomResults.oddTexts)
  func `clean text moves nothing on a terminal`(text: String) {
    for scalar in DisplayText.clean(text).unicodeScalars {
      #expect(scalar.value >= 0x20 && !(0x7F...0x9F).contains(scalar.value))
      #expect(!(0x202A...0x202E).contains(scalar.value) && scalar != "\u{2028}")
    }
  }

  @Test func `words wider than a line are broken`() {
    #expect(DisplayText.wrapped("ab abcdefghij x", to: 6, indent: 2) == ["ab", "  abcd", "  efgh", "  ij x"])
    #expect(DisplayText.wrapped("", to: 6) == [])
  }

  @Test func `a bar shows the smallest share and never more than all`() {
    #expect(BarText.bar(0, width: 10) == "")
    #expect(BarText.bar(0.000_1, width: 10) == "▏")
    #expect(BarText.bar(0.5, width: 5) == "██▌")
    #expect(BarText.bar(7, width: 3) == "███")
    #expect(BarText.bar(.nan, width: 3) == "")
  }

  @Test func `times are told in the zone of the statement`() {
    let time = SampleResults.time("2026-07-01T10:00:00.25Z")
    #expect(TimeText(zone: "Europe/Berlin").moment(time) == "2026-07-01 12:00:00.25")
    #expect(TimeText(zone: "UTC").moment(time) == "2026-07-01 10:00:00.25")
    #expect(TimeText(zone: "Nowhere/Land").zoneName == "UTC")
  }
}
