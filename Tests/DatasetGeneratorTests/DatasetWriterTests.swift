import DatasetGenerator
import Glibc
import Testing

struct DatasetWriterTests {
  @Test(arguments: ["clickstream.yml", "shop.yml"])
  func `the same recipe, number and seed give the same bytes on any number of threads`(name: String) throws {
    let recipe = try GeneratedRows.recipe(name)
    // More than one piece of work per worker.
    let one = try GeneratedRows.bytes(recipe, events: 80_000, seed: 5, workers: 1)
    #expect(try GeneratedRows.bytes(recipe, events: 80_000, seed: 5, workers: 3) == one)
    #expect(try GeneratedRows.bytes(recipe, events: 80_000, seed: 6, workers: 3) != one)
  }

  @Test(arguments: ["clickstream.yml", "shop.yml"])
  func `rows in memory are those of a file`(name: String) throws {
    let recipe = try GeneratedRows.recipe(name)
    for events in [0, 1, 40_001] {
      let file = try GeneratedRows.bytes(recipe, events: events, seed: 5)
      #expect(try DatasetWriter.rows(recipe: recipe, events: events, seed: 5, workers: 2) == file)
    }
    #expect(throws: DatasetError.invalidEventCount(-1)) {
      try DatasetWriter.rows(recipe: recipe, events: -1, seed: 5)
    }
  }

  @Test func `a recipe tells which properties belong to users`() throws {
    #expect(try GeneratedRows.recipe("shop.yml").userPropertyNames == ["country", "platform", "plan"])
    #expect(try GeneratedRows.recipe("clickstream.yml").userPropertyNames == ["country", "platform"])
  }

  /// These change only when a recipe or the order of draws is changed on purpose; then every dataset changes.
  @Test(arguments: [
    ("clickstream.yml", 1_896_266_061_389_144_259 as UInt64), ("shop.yml", 15_848_183_283_150_474_044),
  ])
  func `the bytes are the ones they have always been`(name: String, checksum: UInt64) throws {
    let bytes = try GeneratedRows.bytes(try GeneratedRows.recipe(name), events: 10_000, seed: 1)
    #expect(GeneratedRows.checksum(bytes) == checksum)
  }

  @Test(arguments: ["clickstream.yml", "shop.yml"])
  func `there are exactly as many events as asked for`(name: String) throws {
    let recipe = try GeneratedRows.recipe(name)
    for events in [0, 1, 2, 49, 1_000, 40_001] {
      let json = try GeneratedRows.bytes(recipe, events: events)
      #expect(GeneratedRows.lines(json).count == events)
      #expect(json.isEmpty || json.last == 10)
      let csv = try GeneratedRows.bytes(recipe, events: events, name: "events.csv")
      #expect(GeneratedRows.lines(csv).count == events + 1)
    }
  }

  @Test(arguments: ["clickstream.yml", "shop.yml"])
  func `CSV and JSON Lines say the same`(name: String) throws {
    let recipe = try GeneratedRows.recipe(name)
    try expectEqualFormats(recipe, events: 3_000)
  }

  @Test func `names with quotes, commas and other scripts survive both formats`() throws {
    let yaml = """
      kind: clickstream
      first_day: 1969-12-31
      days_of_starts: 2
      users:
        prefix: 'a"b,'
        events: {mean: 3}
        properties:
          "pla\\"n, b":
            values: ['x"y', 'a,b', 'back\\slash', ' é ', NO]
      events: {prefix: 'é"', count: 3, zipf: 1}
      gaps: {within_burst: {mean: 1s}, between_bursts: {median: 1d, sigma: 1}, long_share: 0.5}
      """
    let recipe = try Recipe.load(yaml: yaml, name: "odd.yml")
    try expectEqualFormats(recipe, events: 200)
    let first = try #require(GeneratedRows.lines(try GeneratedRows.bytes(recipe, events: 1)).first)
    let fields = try GeneratedRows.fields(json: first)
    #expect(fields.keys.sorted() == ["event", "pla\"n, b", "timestamp", "user_id"])
  }

  private func expectEqualFormats(_ recipe: Recipe, events: Int) throws {
    let json = GeneratedRows.lines(try GeneratedRows.bytes(recipe, events: events))
    let csv = GeneratedRows.lines(try GeneratedRows.bytes(recipe, events: events, name: "events.csv"))
    let header = GeneratedRows.cells(csv: try #require(csv.first))
    #expect(header == recipe.columns)
    for (object, line) in zip(json, csv.dropFirst()) {
      let cells = GeneratedRows.cells(csv: line)
      try #require(cells.count == header.count)
      let present = zip(header, cells).filter { !$0.1.isEmpty }
      #expect(try GeneratedRows.fields(json: object) == Dictionary(uniqueKeysWithValues: present))
    }
  }

  @Test func `cancelling leaves nothing behind and an older file alone`() throws {
    let recipe = try GeneratedRows.recipe("clickstream.yml")
    try GeneratedRows.withTemporaryDirectory { directory in
      let path = "\(directory)/events.csv"
      try DatasetWriter.write(recipe: recipe, events: 10, seed: 1, to: path)
      let before = try GeneratedRows.contents(of: path)
      var calls = 0
      #expect(throws: DatasetError.cancelled) {
        try DatasetWriter.write(
          recipe: recipe, events: 1_000_000, seed: 2, to: path, workers: 1,
          isCancelled: {
            calls += 1
            return calls > 1
          })
      }
      #expect(calls == 2)
      #expect(try GeneratedRows.contents(of: path) == before)
      #expect(GeneratedRows.names(in: directory) == ["events.csv"])
    }
  }

  @Test func `progress ends at the total`() throws {
    let recipe = try GeneratedRows.recipe("clickstream.yml")
    var reports: [DatasetProgress] = []
    var length = 0
    try GeneratedRows.withTemporaryDirectory { directory in
      let path = "\(directory)/events.jsonl"
      try DatasetWriter.write(
        recipe: recipe, events: 70_000, seed: 1, to: path, workers: 1, progress: { reports.append($0) })
      length = try GeneratedRows.contents(of: path).count
    }
    #expect(reports.count >= 2)
    #expect(reports.map(\.eventsWritten) == reports.map(\.eventsWritten).sorted())
    #expect(reports.last?.eventsWritten == 70_000)
    #expect(reports.last?.bytesWritten == length)
    #expect(reports.allSatisfy { $0.eventsTotal == 70_000 })
  }

  @Test func `what cannot be written is refused with the reason`() throws {
    let recipe = try GeneratedRows.recipe("clickstream.yml")
    try GeneratedRows.withTemporaryDirectory { directory in
      for name in ["events", "events.json", "events.gz", "events.jsonl.bz2"] {
        #expect(throws: DatasetError.unknownEnding(path: "\(directory)/\(name)")) {
          try DatasetWriter.write(recipe: recipe, events: 1, seed: 1, to: "\(directory)/\(name)")
        }
      }
      #expect(throws: DatasetError.invalidEventCount(-1)) {
        try DatasetWriter.write(recipe: recipe, events: -1, seed: 1, to: "\(directory)/x.csv")
      }
      #expect(throws: DatasetError.invalidEventCount(.max)) {
        try DatasetWriter.write(recipe: recipe, events: .max, seed: 1, to: "\(directory)/x.csv")
      }
      let missing = "\(directory)/missing/x.csv"
      #expect(throws: DatasetError.cannotCreate(path: "\(missing).partial-\(getpid())", errno: ENOENT)) {
        try DatasetWriter.write(recipe: recipe, events: 1, seed: 1, to: missing)
      }
      let folder = "\(directory)/folder.csv"
      mkdir(folder, 0o777)
      defer { rmdir(folder) }
      #expect(throws: DatasetError.cannotCreate(path: folder, errno: EISDIR)) {
        try DatasetWriter.write(recipe: recipe, events: 1, seed: 1, to: folder)
      }
      #expect(GeneratedRows.names(in: directory) == ["folder.csv"])
    }
  }

  @Test func `a device is written to, not replaced`() throws {
    let recipe = try GeneratedRows.recipe("clickstream.yml")
    try GeneratedRows.withTemporaryDirectory { directory in
      let path = "\(directory)/full.csv"
      #expect(symlink("/dev/full", path) == 0)
      #expect(throws: DatasetError.cannotWrite(path: path, errno: ENOSPC)) {
        try DatasetWriter.write(recipe: recipe, events: 10, seed: 1, to: path)
      }
      #expect(GeneratedRows.names(in: directory) == ["full.csv"])
    }
  }
}
