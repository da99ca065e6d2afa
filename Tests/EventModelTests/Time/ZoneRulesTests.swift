import EventModel
import Testing

/// The vectors were printed by Python's `zoneinfo`, an independent reader of the same files.
struct ZoneRulesTests {
  static let offsets: [(zone: String, second: Int64, offset: Int)] = [
    ("Europe/Berlin", 1_744_313_470, 7200),
    ("Europe/Berlin", 2_191_457_408, 7200),
    ("Europe/Berlin", 1_267_035_127, 3600),
    ("Europe/Berlin", 869_193_125, 7200),
    ("Europe/Berlin", 867_391_549, 7200),
    ("Europe/Berlin", -1_159_544_686, 3600),
    ("Europe/Berlin", 1_774_745_999, 3600),
    ("Europe/Berlin", 1_774_746_000, 7200),
    ("Europe/Berlin", 1_792_889_999, 7200),
    ("Europe/Berlin", 1_792_890_000, 3600),
    ("Europe/Berlin", 4_134_920_399, 3600),
    ("Europe/Berlin", 4_134_920_400, 3600),
    ("Europe/Berlin", -1_693_706_400, 7200),
    ("Europe/Berlin", -1_693_706_401, 3600),
    ("America/New_York", 2_095_112_165, -14400),
    ("America/New_York", 69_024_459, -18000),
    ("America/New_York", -1_819_401_525, -18000),
    ("America/New_York", 969_127_644, -14400),
    ("America/New_York", 1_278_432_119, -14400),
    ("America/New_York", 2_174_038_133, -18000),
    ("America/New_York", 1_772_953_199, -18000),
    ("America/New_York", 1_772_953_200, -14400),
    ("America/New_York", 1_793_512_799, -14400),
    ("America/New_York", 1_793_512_800, -18000),
    ("America/New_York", 5_000_000_000, -14400),
    ("Australia/Lord_Howe", 286_753_795, 36000),
    ("Australia/Lord_Howe", 986_125_022, 37800),
    ("Australia/Lord_Howe", -1_248_671_296, 36000),
    ("Australia/Lord_Howe", -1_698_984_856, 36000),
    ("Australia/Lord_Howe", 69_179_339, 36000),
    ("Australia/Lord_Howe", 49_625_131, 36000),
    ("Australia/Lord_Howe", 1_775_314_799, 39600),
    ("Australia/Lord_Howe", 1_775_314_800, 37800),
    ("Australia/Lord_Howe", 1_791_041_399, 37800),
    ("Australia/Lord_Howe", 1_791_041_400, 39600),
    ("Australia/Lord_Howe", 4_994_539_200, 37800),
    ("Asia/Kathmandu", 966_759_775, 20700),
    ("Asia/Kathmandu", 1_495_530_556, 20700),
    ("Asia/Kathmandu", 2_049_866_744, 20700),
    ("Asia/Kathmandu", -1_614_640_931, 20476),
    ("Asia/Kathmandu", 417_729_605, 19800),
    ("Asia/Kathmandu", 1_725_324_441, 20700),
    ("America/St_Johns", -1_112_204_720, -9052),
    ("America/St_Johns", 1_761_610_341, -9000),
    ("America/St_Johns", -67_084_031, -12600),
    ("America/St_Johns", 944_145_232, -12600),
    ("America/St_Johns", -313_958_821, -12600),
    ("America/St_Johns", -1_552_699_996, -9052),
    ("America/St_Johns", 1_269_741_659, -9000),
    ("America/St_Johns", 1_269_741_660, -9000),
    ("America/St_Johns", 1_289_097_059, -9000),
    ("America/St_Johns", 1_289_097_060, -12600),
    ("Pacific/Apia", -618_518_048, -39600),
    ("Pacific/Apia", -1_171_134_560, -41400),
    ("Pacific/Apia", 1_932_884_398, 46800),
    ("Pacific/Apia", -1_065_691_806, -41400),
    ("Pacific/Apia", -1_649_175_349, -41400),
    ("Pacific/Apia", 1_146_942_219, -39600),
    ("Pacific/Apia", 1_325_239_199, -36000),
    ("Pacific/Apia", 1_325_239_200, 50400),
    ("Europe/Dublin", 582_863_313, 3600),
    ("Europe/Dublin", 1_969_524_936, 3600),
    ("Europe/Dublin", -1_439_601_351, 3600),
    ("Europe/Dublin", -1_083_994_252, 3600),
    ("Europe/Dublin", 4_260_015_110, 0),
    ("Europe/Dublin", -1_063_095_478, 3600),
  ]

  static let localReadings: [(zone: String, fields: [Int], instant: String)] = [
    ("Europe/Berlin", [2026, 3, 29, 2, 30], "2026-03-29T01:30:00Z"),
    ("Europe/Berlin", [2026, 10, 25, 2, 30], "2026-10-25T00:30:00Z"),
    ("Europe/Berlin", [2026, 10, 25, 3, 0], "2026-10-25T02:00:00Z"),
    ("America/New_York", [2026, 3, 8, 2, 15], "2026-03-08T07:15:00Z"),
    ("America/New_York", [2026, 11, 1, 1, 15], "2026-11-01T05:15:00Z"),
    ("Australia/Lord_Howe", [2026, 4, 5, 1, 45], "2026-04-04T14:45:00Z"),
    ("Australia/Lord_Howe", [2026, 10, 4, 2, 10], "2026-10-03T15:40:00Z"),
    ("Pacific/Apia", [2011, 12, 30, 12, 0], "2011-12-30T22:00:00Z"),
    ("America/St_Johns", [2010, 11, 7, 0, 0], "2010-11-07T02:30:00Z"),
    ("America/St_Johns", [2010, 11, 6, 23, 30], "2010-11-07T02:00:00Z"),
    ("Europe/Berlin", [2045, 7, 1, 0, 0], "2045-06-30T22:00:00Z"),
    ("Europe/Berlin", [2150, 7, 1, 0, 0], "2150-06-30T22:00:00Z"),
    ("Europe/Berlin", [2150, 3, 29, 2, 30], "2150-03-29T01:30:00Z"),
    ("Africa/Monrovia", [1972, 1, 7, 0, 10], "1972-01-07T00:54:30Z"),
    ("Europe/Berlin", [1890, 1, 1, 0, 0], "1889-12-31T23:06:32Z"),
  ]

  @Test func `offsets agree with another reader of the tz database`() throws {
    for vector in ZoneRulesTests.offsets {
      let rules = try #require(ZoneRules(identifier: vector.zone))
      let instant = Timestamp(microseconds: vector.second * 1_000_000)
      #expect(rules.offset(at: instant) == vector.offset, "\(vector.zone) at \(vector.second)")
      #expect(rules.span(at: instant).contains(instant))
    }
  }

  @Test func `wall clock readings resolve as another reader does, in gaps and overlaps too`() throws {
    for vector in ZoneRulesTests.localReadings {
      let rules = try #require(ZoneRules(identifier: vector.zone))
      let fields = vector.fields
      let local = CivilDateTime(
        year: fields[0], month: fields[1], day: fields[2], hour: fields[3], minute: fields[4])
      #expect(rules.instant(ofLocal: local).iso8601 == vector.instant, "\(vector.zone) \(fields)")
    }
  }

  @Test(arguments: [
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns",
  ])
  func `every instant's reading leads back to it or to the earlier one with the same reading`(name: String)
    throws
  {
    let rules = try #require(ZoneRules(identifier: name))
    let seed: UInt64 = 90_210
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<5_000 {
      let second = Int64.random(in: -4_000_000_000...9_000_000_000, using: &generator)
      let instant = Timestamp(microseconds: second * 1_000_000)
      let local = rules.local(of: instant)
      let back = rules.instant(ofLocal: local)
      #expect(rules.local(of: back) == local, "seed \(seed), \(instant)")
      #expect(back <= instant, "seed \(seed), \(instant)")
      #expect(instant.microseconds - back.microseconds <= 86_400_000_000, "seed \(seed), \(instant)")
    }
  }

  @Test(arguments: ["Europe/Berlin", "Australia/Lord_Howe", "Europe/Dublin"])
  func `spans follow each other without a gap and with a real change`(name: String) throws {
    let rules = try #require(ZoneRules(identifier: name))
    var span = rules.span(at: .earliest)
    var count = 0
    // Past 2100, where the table has been written out to, the rule itself must carry on alike.
    while span.end.microseconds < 4_500_000_000_000_000 {
      let next = rules.span(at: span.end)
      #expect(next.start == span.end)
      #expect(next.offset != span.offset)
      let last = Timestamp(microseconds: span.end.microseconds - 1)
      #expect(rules.span(at: last) == span)
      span = next
      count += 1
    }
    #expect(count > 200)
  }

  @Test func `identifiers cannot leave the directory of zones`() {
    for name in [
      "", ".", "..", "../../etc/passwd", "/etc/localtime", "Europe/../Europe/Berlin", "Europe//Berlin",
      "Europe/Berlin/", "Europe", "localtime", "posixrules", "zone.tab", "tzdata.zi", "Europe/Berlin\u{0}x",
      "Mars/Olympus", "right/UTC", "right/Europe/Berlin", String(repeating: "A", count: 65), "+24:00", "+1",
      "+01:60",
    ] {
      #expect(ZoneRules(identifier: name) == nil, "\(name)")
    }
  }

  @Test func `fixed offsets and UTC need no file`() throws {
    #expect(ZoneRules(identifier: "UTC") == .utc)
    #expect(ZoneRules.utc.fixedOffset == 0)
    #expect(try #require(ZoneRules(identifier: "+05:30")).fixedOffset == 19_800)
    #expect(try #require(ZoneRules(identifier: "-0330")).identifier == "-03:30")
    #expect(ZoneRules(fixedOffset: 86_400) == nil)
  }

  @Test func `damaged zone files are refused and never trap`() throws {
    let file = ZoneRulesTests.smallFile
    #expect(ZoneRules(identifier: "T", tzif: file)?.offset(at: Timestamp(microseconds: 2_000_000)) == 7_200)
    for length in 0..<file.count {
      #expect(ZoneRules(identifier: "T", tzif: Array(file[..<length])) == nil, "\(length) bytes")
    }
    let seed: UInt64 = 5_150
    var generator = SeededGenerator(seed: seed)
    for _ in 0..<20_000 {
      var damaged = file
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        damaged[Int.random(in: 0..<file.count, using: &generator)] = UInt8.random(
          in: 0...255, using: &generator)
      }
      guard let rules = ZoneRules(identifier: "T", tzif: damaged) else { continue }
      for time in [Int64.min, -1, 0, 5_000_000_000_000_000, Timestamp.latest.microseconds, Int64.max] {
        #expect(abs(rules.offset(at: Timestamp(microseconds: time))) <= 8 * 86_400, "seed \(seed)")
      }
    }
  }

  /// A zone that changes from +1 to +2 hours one second after the epoch and then follows Berlin's rule.
  static let smallFile: [UInt8] = {
    func header(times: UInt8, types: UInt8, letters: UInt8) -> [UInt8] {
      Array("TZif2".utf8) + [UInt8](repeating: 0, count: 15)
        + [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, times, 0, 0, 0, types, 0, 0, 0, letters]
    }
    let legacy = header(times: 0, types: 1, letters: 4) + [0, 0, 0, 0, 0, 0] + Array("UTC\0".utf8)
    let data: [UInt8] =
      [0, 0, 0, 0, 0, 0, 0, 1, 1] + [0, 0, 0x0e, 0x10, 0, 0] + [0, 0, 0x1c, 0x20, 1, 4]
    return legacy + header(times: 1, types: 2, letters: 9) + data + Array("CET\0CEST\0".utf8)
      + Array("\nCET-1CEST,M3.5.0,M10.5.0/3\n".utf8)
  }()
}
