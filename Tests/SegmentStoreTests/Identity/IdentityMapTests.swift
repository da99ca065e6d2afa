@testable import SegmentStore
import TestSupport
import Testing

@Suite struct IdentityMapTests {
  private func link(_ raw: String, _ user: String, _ source: String? = nil) -> IdentityLink {
    IdentityLink(rawID: Array(raw.utf8), userID: Array(user.utf8), source: source)
  }

  private func owner(_ raw: String, _ map: IdentityMap, source: String? = nil) -> String {
    let id = Array(raw.utf8)
    return String(decoding: map.resolver(source: source).owner(of: id) ?? id[...], as: UTF8.self)
  }

  @Test func `chains are followed to their end`() {
    var map = IdentityMap()
    let findings = map.add([link("a", "b"), link("b", "c"), link("c", "d")])
    #expect(["a", "b", "c", "d", "x"].map { owner($0, map) } == ["d", "d", "d", "d", "x"])
    #expect(findings.chained == 2 && findings.cycles == 0 && findings.sharedUsers == 1)
  }

  @Test func `ids on a ring and those that lead into it become the smallest on it`() {
    var map = IdentityMap()
    let findings = map.add([link("z", "m"), link("m", "q"), link("q", "m"), link("a", "z")])
    #expect(["a", "z", "m", "q"].map { owner($0, map) } == ["m", "m", "m", "m"])
    #expect(findings.cycles == 1)
  }

  @Test func `links to oneself say nothing, and of rivals the smallest user counts`() {
    var map = IdentityMap()
    let findings = map.add([link("a", "y"), link("a", "a"), link("a", "x"), link("a", "y"), link("b", "b")])
    #expect(owner("a", map) == "x" && owner("b", map) == "b")
    #expect(findings.selfLinks == 2 && findings.conflicts == 2 && findings.repeated == 0)
    #expect(findings.links == 5 && map.count == 1)
  }

  @Test func `a later list wins, and a link of the source wins over one of all`() {
    var map = IdentityMap()
    map.add([link("a", "x"), link("a", "app user", "app")])
    #expect(owner("a", map) == "x" && owner("a", map, source: "web") == "x")
    #expect(owner("a", map, source: "app") == "app user")
    let findings = map.add([link("a", "z"), link("a", "app user", "app")])
    #expect(owner("a", map) == "z" && findings.overridden == 1 && findings.repeated == 1)
  }

  @Test func `the order of a list never matters, and ids resolve as a walk along the links resolves them`() {
    for seed in 0..<200 as Range<UInt64> {
      var random = SeededRandom(seed: seed)
      let ids = (0..<8).map { "id\($0)" }
      var links = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        link(
          ids.randomElement(using: &random) ?? "", ids.randomElement(using: &random) ?? "",
          random.oneIn(3) ? "s" : nil)
      }
      var map = IdentityMap()
      map.add(links)
      links.shuffle(using: &random)
      var shuffled = IdentityMap()
      shuffled.add(links)
      #expect(map == shuffled, "seed \(seed)")
      for source in [nil, "s"] {
        for id in ids {
          #expect(owner(id, map, source: source) == walk(id, map, source), "seed \(seed), \(id)")
        }
      }
    }
  }

  private func walk(_ id: String, _ map: IdentityMap, _ source: String?) -> String {
    var path = [id]
    while true {
      let last = Array(path[path.count - 1].utf8)
      let next =
        map.links.first { $0.rawID == last && $0.source == source && source != nil }
        ?? map.links.first { $0.rawID == last && $0.source == nil }
      guard let next else { return path[path.count - 1] }
      let user = String(decoding: next.userID, as: UTF8.self)
      if let start = path.firstIndex(of: user) { return path[start...].min() ?? user }
      path.append(user)
    }
  }

  @Test func `a map reads as it was written, and every changed bit is noticed`() throws {
    var map = IdentityMap()
    map.add([
      link("a", "x"), link("a", "y", "app"), link("", "nobody"), link("ü", "x", "web"), link("b", "a"),
    ])
    let bytes = map.encoded()
    #expect(try IdentityMap(bytes, path: "i") == map)
    #expect(try IdentityMap(IdentityMap().encoded(), path: "i").isEmpty)
    for byte in bytes.indices {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[byte] ^= 1 << UInt8(bit)
        #expect(throws: StoreError.self, "byte \(byte)") { try IdentityMap(damaged, path: "i") }
      }
      #expect(throws: StoreError.self) { try IdentityMap(Array(bytes[..<byte]), path: "i") }
    }
  }

  @Test func `a map made to harm, with a right checksum, does no harm`() {
    var random = SeededRandom(seed: 9)
    var map = IdentityMap()
    map.add([link("a", "x"), link("a", "y", "app"), link("b", "a")])
    let bytes = map.encoded()
    for _ in 0..<2_000 {
      var harmful = Array(bytes.dropLast(8))
      for _ in 0...random.next() % 3 {
        harmful[Int.random(in: 16..<harmful.count, using: &random)] = UInt8(truncatingIfNeeded: random.next())
      }
      let checksum = harmful.withUnsafeBytes { Checksum.xxh3($0) }
      withUnsafeBytes(of: checksum.littleEndian) { harmful += Array($0) }
      guard let read = try? IdentityMap(harmful, path: "i") else { continue }
      #expect(read.count <= 3)
    }
  }
}
