import EventModel

/// Reads rows of events and makes a project of them.
struct ProjectBuilder {
  /// One row, as far as it is understood.
  private struct Event {
    var time: Int64
    var user: Int
    var name: Int
    /// The id as JSON; `nil` lets the row's number make one.
    var id: String?
    var session: String?
    /// Place in the text of all properties.
    var properties: Range<Int>
  }

  private let lateness: SandboxLateness
  private let seed: UInt64
  private let userProperties: [String]
  private let times = TimeTextParser()

  private var events: [Event] = []
  /// The members of all events' properties, each with a comma before it.
  private var properties: [UInt8] = []
  private var userNumbers: [String: Int] = [:]
  private var users: [SandboxProject.User] = []
  private var nameNumbers: [String: Int] = [:]
  private var names: [String] = []
  private var ids: Set<String> = []

  private init(lateness: SandboxLateness, seed: UInt64, userProperties: [String]) {
    self.lateness = lateness
    self.seed = seed
    self.userProperties = userProperties
  }

  /// The project that `bytes`, JSON Lines, describe.
  ///
  /// - Complexity: O(n log n) in rows; holds all of them in memory, some 400 bytes each.
  static func build(
    _ bytes: [UInt8], userProperties: [String], lateness: SandboxLateness, seed: UInt64
  ) throws(SandboxError) -> SandboxProject {
    var builder = ProjectBuilder(lateness: lateness, seed: seed, userProperties: userProperties)
    try builder.readLines(bytes)
    guard !builder.events.isEmpty else { throw .noEvents }
    return builder.project()
  }

  // MARK: Reading

  private mutating func readLines(_ bytes: [UInt8]) throws(SandboxError) {
    var line = 0
    var start = 0
    while start < bytes.count {
      line += 1
      let end = bytes[start...].firstIndex(of: 10) ?? bytes.count
      if bytes[start..<end].contains(where: { $0 > 32 }) {
        guard events.count < Int(Int32.max) / 2 else { throw .tooManyEvents(limit: Int(Int32.max) / 2) }
        guard String(validating: bytes[start..<end], as: UTF8.self) != nil else {
          throw .malformedRow(line: line, fault: .notUTF8)
        }
        let outcome: Result<Void, SandboxError> = bytes.withUnsafeBufferPointer { buffer in
          do throws(SandboxError) {
            try readRow(buffer, start..<end, line: line)
            return .success(())
          } catch {
            return .failure(error)
          }
        }
        try outcome.get()
      }
      start = end + 1
    }
  }

  private mutating func readRow(
    _ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>, line: Int
  ) throws(SandboxError) {
    func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
    var user: String?
    var name: String?
    var time: Range<Int>?
    var id: String?
    var session: String?
    let start = properties.count
    var ownProperties: [(Int, String)] = []

    func take(_ member: JSONObjectScanner.Member) {
      guard bytes[member.value.lowerBound] != UInt8(ascii: "n") else { return }
      if let place = userProperties.firstIndex(of: text(member.key)) {
        ownProperties.append((place, text(member.value)))
      }
      properties.append(json: ",\"")
      properties.append(contentsOf: bytes[member.key])
      properties.append(json: "\":")
      properties.append(contentsOf: bytes[member.value])
    }

    do throws(JSONObjectScanner.Fault) {
      var scanner = try JSONObjectScanner(bytes, range)
      while let member = try scanner.next() {
        switch text(member.key) {
        case "user_id", "user": user = text(member.value)
        case "event", "event_name": name = text(member.value)
        case "timestamp", "time": time = member.value
        case "event_id": id = text(member.value)
        case "session_id": session = text(member.value)
        case "properties" where bytes[member.value.lowerBound] == UInt8(ascii: "{"):
          var inner = try JSONObjectScanner(bytes, member.value)
          while let member = try inner.next() { take(member) }
        default: take(member)
        }
      }
    } catch {
      throw .malformedRow(line: line, fault: .malformed(column: error.offset - range.lowerBound + 1))
    }
    guard let user, user != "null", user != "\"\"" else {
      throw .malformedRow(line: line, fault: .missing(name: "user_id"))
    }
    guard let name, name != "null", name != "\"\"" else {
      throw .malformedRow(line: line, fault: .missing(name: "event"))
    }
    guard let time else { throw .malformedRow(line: line, fault: .missing(name: "timestamp")) }
    let isQuoted = bytes[time.lowerBound] == UInt8(ascii: "\"")
    let digits = isQuoted ? time.lowerBound + 1..<time.upperBound - 1 : time
    guard case .time(let instant) = times.parse(UnsafeBufferPointer(rebasing: bytes[digits])) else {
      throw .malformedRow(line: line, fault: .unreadableTime(text(digits)))
    }
    // Numbers made for some rows could be the ids of others.
    guard events.isEmpty || (id == nil) == ids.isEmpty else {
      throw .malformedRow(line: line, fault: .mixedEventIDs)
    }
    if let id, !ids.insert(id).inserted { throw .repeatedEventID(line: line, id: id) }
    let number = number(ofUser: user)
    for (place, value) in ownProperties { users[number].properties[place] = value }
    events.append(
      Event(
        time: instant.microseconds, user: number, name: self.number(ofName: name), id: id, session: session,
        properties: start..<properties.count))
  }

  private mutating func number(ofUser id: String) -> Int {
    if let number = userNumbers[id] { return number }
    userNumbers[id] = users.count
    users.append(
      SandboxProject.User(
        id: id, hash: StableHash.text(id.utf8),
        properties: [String?](repeating: nil, count: userProperties.count)))
    return users.count - 1
  }

  private mutating func number(ofName name: String) -> Int {
    if let number = nameNumbers[name] { return number }
    nameNumbers[name] = names.count
    names.append(name)
    return names.count - 1
  }

  // MARK: Making

  private func project() -> SandboxProject {
    var project = SandboxProject()
    project.userProperties = userProperties
    let peopleOrder = users.indices.sorted { users[$0].id.utf8.lexicographicallyPrecedes(users[$1].id.utf8) }
    var places = [Int](repeating: 0, count: users.count)
    for (place, user) in peopleOrder.enumerated() {
      places[user] = place
      project.people.append(users[user])
    }
    project.eventNames = names

    let order = events.indices.sorted { (events[$0].time, $0) < (events[$1].time, $1) }
    var corrected: [(place: Int, input: Int)] = []
    for (place, input) in order.enumerated() {
      let event = events[input]
      let isCorrected = draws(input, salt: 2) < lateness.correctionShare
      project.rows.append { write(event, input: input, revision: isCorrected ? 2 : nil, to: &$0) }
      project.times.append(event.time)
      project.users.append(Int32(places[event.user]))
      project.names.append(Int32(event.name))
      project.people[places[event.user]].events.append(Int32(place))
      let isLate = draws(input, salt: 1) < lateness.lateShare
      let visible =
        event.time + lateness.delay.microseconds + (isLate ? lateness.lateBy.microseconds : 0)
      project.visibleFrom.append(visible)
      project.finalFrom.append(visible + (isCorrected ? lateness.lateBy.microseconds : 0))
      if isCorrected { corrected.append((place, input)) }
    }
    for (place, input) in corrected {
      project.firstVersions[Int32(place)] = Int32(project.rows.count)
      project.rows.append { write(events[input], input: input, revision: 1, to: &$0) }
    }
    project.changes = (project.visibleFrom + project.finalFrom).sorted()
    return project
  }

  private func draws(_ input: Int, salt: UInt64) -> Double {
    StableHash.share(StableHash.combine(seed, UInt64(input), salt))
  }

  private func write(_ event: Event, input: Int, revision: Int?, to bytes: inout [UInt8]) {
    bytes.append(json: "{\"event_id\":")
    // Multiplying by an odd number permutes the integers below 2^53, so no two rows share an id.
    bytes.append(json: event.id ?? String((input + 1) &* 1_000_003 & (1 << 53 - 1)))
    bytes.append(json: ",\"user_id\":")
    bytes.append(json: users[event.user].id)
    if let session = event.session, session != "null" {
      bytes.append(json: ",\"session_id\":")
      bytes.append(json: session)
    }
    bytes.append(json: ",\"event\":")
    bytes.append(json: names[event.name])
    bytes.append(json: ",\"time\":\"")
    bytes.append(json: Timestamp(microseconds: event.time).iso8601)
    bytes.append(json: "\",\"properties\":{")
    bytes.append(contentsOf: properties[event.properties].dropFirst())
    if let revision {
      if !event.properties.isEmpty { bytes.append(UInt8(ascii: ",")) }
      bytes.append(json: "\"revision\":\(revision)")
    }
    bytes.append(json: "}}")
  }
}
