import EventModel
import Glibc
import Testing

@testable import Connectors

/// Sources of several inputs, threads and chunks.
struct EventFileSourceTests {
  /// Rows of every kind, good and bad.
  static func csv(seed: UInt64, rows: Int) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    var text = "user_id,event,time,a,b,session_id\n"
    for row in 0..<rows {
      switch random.below(12) {
      case 0: text += "u,\"e\"x,1,,,\n"
      case 1: text += "u,e,never,1,2,3\n"
      case 2: text += "u,e,1767607200\n"
      case 3: text += "u\(row),\"view \"\"x\"\",\n\",1767607200,\"multi\nline\r\nrow\",,s\n"
      case 4: text += "5\" pipe,e,1767607200,\(row),é€,\n\n"
      default:
        text += "u\(random.below(50)),e\(random.below(5)),\(1_767_607_200 + row),\(row),x,s\(row / 7)\r\n"
      }
    }
    return Array(text.utf8)
  }

  static func json(seed: UInt64, rows: Int) -> [UInt8] {
    var random = SeededRandom(seed: seed)
    var text = ""
    for row in 0..<rows {
      switch random.below(10) {
      case 0: text += "{\"user\":\"u\",\"event\":\"e\",\"time\":\n"
      case 1: text += "{\"user\":\"u\",\"event\":\"e\",\"time\":\"never\"}\n\n"
      case 2:
        text +=
          "{\"properties\":{\"p\(random.below(90))\":\(row)},\"user\":\"u\",\"event\":\"e\",\"time\":1}\n"
      case 3:
        text += "{\"user\":\"\\u00e9\",\"event\":\"e\",\"time\":1,\"p\(random.below(9))\":\"x\\ny\"}\r\n"
      default:
        text += "{\"user\":\"u\(row)\",\"event\":\"e\",\"time\":\(row),\"q\(random.below(70))\":true}\n"
      }
    }
    return Array(text.utf8)
  }

  @Test(arguments: UInt64(0)..<12)
  func `neither threads nor chunks change what is delivered`(seed: UInt64) {
    var random = SeededRandom(seed: seed)
    for format in [EventFileFormat.csv, .jsonLines] {
      let make = format == .csv ? Self.csv : Self.json
      let inputs = (0..<3).map { part in
        EventFileInput(name: "part\(part)", bytes: make(seed &* 3 &+ UInt64(part), 10 + random.below(500)))
      }
      let reference = readOut(inputs, format)
      #expect(reference.error == nil)
      #expect(reference.events.count > 10 && reference.rejects.count > 1)
      for threads in [1, 2, 5] {
        var options = EventFileOptions()
        options.threads = threads
        options.chunkBytes = 1 + random.below(3000)
        options.readBytes = 1 + random.below(1000)
        options.chunkRows = 1 + random.below(200)
        let readout = readOut(inputs, format, options)
        #expect(readout.concatenated == reference.concatenated, "seed \(seed), threads \(threads)")
      }
    }
  }

  @Test func `batches have the same boundaries for any number of threads`() {
    let input = EventFileInput(name: "a", bytes: Self.csv(seed: 99, rows: 3000))
    var options = EventFileOptions()
    options.chunkBytes = 4000
    options.readBytes = 1000
    let one = readOut([input], .csv, options)
    options.threads = 4
    #expect(readOut([input], .csv, options) == one)
    #expect(one.batches > 10)
  }

  @Test func `each input has its own header, roles and report`() throws {
    let inputs = [
      EventFileInput(name: "one", bytes: Array("user,event,time,p\na,x,1,1\n".utf8)),
      EventFileInput(name: "empty", bytes: []),
      EventFileInput(name: "two", bytes: Array("ts,q,distinct_id,p,activity\n2,5,b,6,y\n,,,,\n".utf8)),
    ]
    let readout = readOut(inputs, .csv)
    #expect(readout.events.map(\.user) == ["a", "b"])
    #expect(readout.columns.map(\.name) == ["p", "q"])
    #expect(readout.events[1]["p"] == .integer(6))
    #expect(readout.reports.map(\.input) == ["one", "empty", "two"])
    #expect(readout.reports.map(\.rows) == [1, 0, 2])
    #expect(readout.reports.map(\.rejects) == [0, 0, 1])
    #expect(readout.reports[2].roles?[.user]?.column == "distinct_id")
    #expect(readout.reports.map(\.bytes) == [26, 0, 43])
  }

  @Test func `an input that cannot be opened fails in its turn, again and again`() throws {
    let first = EventFileInput(name: "one", bytes: Array("user,event,time\na,x,1\n".utf8))
    let missing = EventFileInput(path: "/nonexistent/sojourn.csv")
    let source = EventFileSource(inputs: [first, missing], format: .csv)
    #expect(try source.nextBatch()?.count == 1)
    for _ in 0..<2 {
      #expect(
        throws: EventFileError.cannotOpen(input: "/nonexistent/sojourn.csv", errorNumber: ENOENT)
      ) { try source.nextBatch() }
    }
    #expect(
      readOut([EventFileInput(path: "/")], .csv).error == .cannotOpen(input: "/", errorNumber: EISDIR))
  }

  @Test func `a file is read from its path, with progress and a digest beforehand`() throws {
    let bytes = Self.csv(seed: 4, rows: 2000)
    let template = Array("/tmp/sojourn-test-XXXXXX".utf8CString)
    var name = template
    let descriptor = mkstemp(&name)
    try #require(descriptor >= 0)
    defer {
      unlink(name)
      close(descriptor)
    }
    #expect(write(descriptor, bytes, bytes.count) == bytes.count)
    let path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    let input = EventFileInput(path: path)
    let digest = try input.contentDigest()
    let source = EventFileSource(inputs: [input], format: .csv)
    #expect(source.progress.bytesTotal == UInt64(bytes.count))
    var events = 0
    while let batch = try source.nextBatch() { events += batch.count }
    #expect(events == readOut([EventFileInput(name: "m", bytes: bytes)], .csv).events.count)
    #expect(source.progress.bytesRead == UInt64(bytes.count))
    #expect(digest != nil && source.reports.first?.contentDigest == digest)
  }

  @Test func `a pipe is read as it fills, without a known size`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let input = EventFileInput(name: "-", descriptor: ends[0])
    let source = EventFileSource(inputs: [input], format: .jsonLines)
    #expect(source.progress.bytesTotal == nil)
    #expect(try input.contentDigest() == nil)
    for index in 0..<300 {
      let row = Array("{\"user\":\"u\",\"event\":\"e\",\"time\":\(index)}\n".utf8)
      #expect(write(ends[1], row, row.count) == row.count)
    }
    close(ends[1])
    var events = 0
    while let batch = try source.nextBatch() { events += batch.count }
    #expect(events == 300)
  }

  @Test func `cancelling ends a source that waits for a silent pipe`() throws {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer {
      close(ends[0])
      close(ends[1])
    }
    let source = EventFileSource(
      inputs: [EventFileInput(name: "-", descriptor: ends[0])], format: .csv)
    let waiting = Task.detached { try source.nextBatch() == nil }
    usleep(20_000)
    source.cancel()
    #expect(throws: EventFileError.cancelled) { try source.nextBatch() }
    withExtendedLifetime(waiting) {}
  }

  @Test func `a cancelled source delivers no more and never says that it is finished`() throws {
    var options = EventFileOptions()
    options.chunkBytes = 200
    options.readBytes = 100
    options.threads = 3
    let input = EventFileInput(name: "a", bytes: Self.csv(seed: 1, rows: 2000))
    let source = EventFileSource(inputs: [input], format: .csv, options: options)
    #expect(try source.nextBatch() != nil)
    source.cancel()
    #expect(throws: EventFileError.cancelled) { try source.nextBatch() }
    #expect(throws: EventFileError.cancelled) { try source.nextBatch() }
  }
}
