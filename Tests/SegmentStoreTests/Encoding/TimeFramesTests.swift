import EventModel
import SegmentStore
import TestSupport
import Testing

@Suite struct TimeFramesTests {
  private func expectSame(_ times: [Int64], _ comment: Comment) throws {
    let bytes = TimeFrames.encode(times)
    try bytes.withUnsafeBytes { buffer in
      let frames = try TimeFrames(buffer, rows: times.count)
      #expect(times.indices.map { frames.time(ofRow: $0) } == times, comment)
      #expect(frames.times(ofRows: 0..<times.count) == times, comment)
      let middle = times.count / 3..<times.count - times.count / 4
      #expect(frames.times(ofRows: middle) == Array(times[middle]), comment)
    }
  }

  @Test(
    arguments: [
      [], [0], [-1], [Timestamp.earliest.microseconds], [Timestamp.latest.microseconds],
      [Timestamp.earliest.microseconds, Timestamp.latest.microseconds],
      [Timestamp.latest.microseconds, Timestamp.earliest.microseconds],
      [5, 5, 5, 5], [60_000_000, 120_000_000, 0], [1, 0], [Int64.min, Int64.max, 0],
    ] as [[Int64]]) func `few rows come back`(times: [Int64]) throws
  {
    try expectSame(times, "\(times)")
  }

  @Test(arguments: [63, 64, 65, 127, 128, 1023, 1024, 1025, 9000]) func `equal times take no bits`(
    rows: Int
  ) throws {
    let times = [Int64](repeating: 1_700_000_000_123_456, count: rows)
    try expectSame(times, "\(rows) rows")
    #expect(TimeFrames.encode(times).count < 40 + (rows + 63) / 64 * 12)
  }

  @Test func `regular times take no offsets`() throws {
    let times = (0..<20_000).map { 1_700_000_000_000_000 + Int64($0) * 15_000_000 }
    try expectSame(times, "regular")
    #expect(TimeFrames.encode(times).count < times.count / 2)
  }

  @Test(arguments: 0..<60) func `bursts of many users come back`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let unit: Int64 = [1, 1_000, 1_000_000, 60_000_000].randomElement(using: &random)!
    let rows = Int.random(in: 1...(seed % 10 == 0 ? 30_000 : 2_000), using: &random)
    let width = Int.random(in: 1...24, using: &random)
    var times: [Int64] = []
    var ticks: Int64 = 0
    while times.count < rows {
      if random.oneIn(12) {
        ticks = Int64.random(
          in: Timestamp.earliest.microseconds / unit...Timestamp.latest.microseconds / unit / 2,
          using: &random)
      }
      ticks += Int64(random.word(width: width))
      times.append(ticks * unit)
    }
    try expectSame(times, "seed \(seed)")
  }

  @Test(arguments: 0..<20) func `times that do anything at all come back`(seed: UInt64) throws {
    var random = SeededRandom(seed: seed)
    let rows = Int.random(in: 1...3_000, using: &random)
    let width = [3, 20, 57, 58, 59, 64][Int(seed) % 6]
    let times = (0..<rows).map { _ in Int64(bitPattern: random.word(width: width)) }
    try expectSame(times, "seed \(seed)")
  }

  @Test func `a burst shares a frame, so that years do not cost bits per row`() {
    var random = SeededRandom(seed: 1)
    var times: [Int64] = []
    for _ in 0..<500 {
      var time = Int64.random(in: 0...Timestamp.latest.microseconds / 1000, using: &random) * 1000
      for _ in 0..<20 {
        times.append(time)
        time += Int64.random(in: 1...30_000, using: &random) * 1000
      }
    }
    // Fifteen bits of offset, a twentieth of a 48-bit base, one and a half bits of directory.
    #expect(TimeFrames.encode(times).count * 8 < times.count * 24)
  }

  @Test func `a block for other rows is damage`() {
    var random = SeededRandom(seed: 1)
    var time: Int64 = 0
    let times = (0..<100).map { _ in
      time += Int64.random(in: 0...1 << 16, using: &random)
      return time
    }
    let bytes = TimeFrames.encode(times)
    bytes.withUnsafeBytes { buffer in
      for rows in [0, 1, 64, 99, 101, 128, 1 << 30, 1 << 60] {
        #expect(throws: DamageFound.self) { _ = try TimeFrames(buffer, rows: rows) }
      }
    }
  }
}
