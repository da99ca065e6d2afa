import EventModel

/// Segments, funnels and analytics figures.
extension ProjectView {
  // MARK: Segments

  private func belongs(_ user: Int, to rule: SandboxSegment.Rule) -> Bool {
    switch rule {
    case .did(let event, let least):
      let name = event.asJSON
      return visibleEvents(of: user).count { project.eventNames[Int(project.names[$0])] == name } >= least
    case .property(let name, let value):
      guard let place = project.userProperties.firstIndex(of: name) else { return false }
      return project.people[user].properties[place] == value.asJSON && !visibleEvents(of: user).isEmpty
    }
  }

  /// The places of a segment's members among the users.
  private func memberPlaces(_ segment: Int) -> [Int] {
    project.people.indices.filter { belongs($0, to: project.segments[segment].rule) }
  }

  func segments() -> Table {
    var table = Table()
    for (place, segment) in project.segments.enumerated() {
      let definition =
        switch segment.rule {
        case .did(let event, let least): "{\"did\":\(event.asJSON),\"at_least\":\(least)}"
        case .property(let name, let value): "{\"property\":\(name.asJSON),\"equals\":\(value.asJSON)}"
        }
      table.rows.append { bytes in
        bytes.append(json: "{\"id\":\"s\(place + 1)\",\"name\":\(segment.name.asJSON)")
        bytes.append(json: ",\"definition\":\(definition),\"members\":\(memberPlaces(place).count)}")
      }
    }
    return table
  }

  func members(_ segment: Int) -> Table {
    var table = Table()
    for user in memberPlaces(segment) {
      table.rows.append { $0.append(json: "{\"user_id\":\(project.people[user].id)}") }
      table.hashes.append(project.people[user].hash)
    }
    return table
  }

  func memberships(_ chosen: Int?) -> Table {
    var table = Table()
    for (place, segment) in project.segments.enumerated() where chosen == nil || chosen == place {
      let head = "{\"segment_id\":\"s\(place + 1)\",\"segment_name\":\(segment.name.asJSON),\"user_id\":"
      for user in memberPlaces(place) {
        table.rows.append { $0.append(json: head + project.people[user].id + "}") }
        table.hashes.append(project.people[user].hash)
      }
    }
    return table
  }

  // MARK: Funnels

  /// The days of the data: from the first event's midnight to the one after the last event.
  private var days: Range<Timestamp> {
    let day: Int64 = 86_400_000_000
    let first = CivilDateTime(wallMicroseconds: project.times.first ?? 0).date
    let last = CivilDateTime(wallMicroseconds: project.times.last ?? 0).date
    return Timestamp(
      microseconds: Int64(first.daysSinceEpoch) * day)..<Timestamp(
        microseconds: (Int64(last.daysSinceEpoch) + 1) * day)
  }

  /// How many users reach each step under Heap's rules: everything lies in the range, the first event of step 1 counts,
  /// and each next step is the first one after it in stored order.
  private func counts(_ steps: [String], in range: Range<Timestamp>) -> [Int] {
    let names = steps.map { step in project.eventNames.firstIndex(of: step.asJSON).map { Int32($0) } }
    var counts = [Int](repeating: 0, count: steps.count)
    for user in project.people.indices {
      var depth = 0
      for event in visibleEvents(of: user)
      where range.contains(Timestamp(microseconds: project.times[event])) {
        if depth < names.count, project.names[event] == names[depth] {
          counts[depth] += 1
          depth += 1
        }
      }
    }
    return counts
  }

  func funnels() -> Table {
    var table = Table()
    for (place, funnel) in project.funnels.enumerated() {
      let range = funnel.range ?? days
      let steps = funnel.steps.map(\.asJSON).joined(separator: ",")
      let counts = counts(funnel.steps, in: range).map(String.init).joined(separator: ",")
      table.rows.append { bytes in
        bytes.append(json: "{\"id\":\"f\(place + 1)\",\"name\":\(funnel.name.asJSON),\"unit\":\"user\"")
        bytes.append(json: ",\"from\":\"\(range.lowerBound.iso8601)\",\"to\":\"\(range.upperBound.iso8601)\"")
        bytes.append(json: ",\"steps\":[\(steps)],\"counts\":[\(counts)]}")
      }
    }
    return table
  }

  // MARK: Analytics

  private struct DayAndName: Hashable {
    var day: Int
    var name: Int32
  }

  /// Events and users by event name and day, UTC.
  func analytics() -> Table {
    var events: [DayAndName: Int] = [:]
    var users: [DayAndName: Set<Int32>] = [:]
    for event in project.times.indices where project.visibleFrom[event] <= instant {
      let date = CivilDateTime(wallMicroseconds: project.times[event]).date
      let key = DayAndName(day: date.daysSinceEpoch, name: project.names[event])
      events[key, default: 0] += 1
      users[key, default: []].insert(project.users[event])
    }
    var table = Table()
    let keys = events.keys.sorted {
      ($0.day, project.eventNames[Int($0.name)]) < ($1.day, project.eventNames[Int($1.name)])
    }
    for key in keys {
      let day = CivilDate(daysSinceEpoch: key.day)
      table.rows.append { bytes in
        bytes.append(json: "{\"metric\":\"event_counts\",\"event\":\(project.eventNames[Int(key.name)])")
        bytes.append(json: ",\"day\":\"\(day)\",\"events\":\(events[key] ?? 0)")
        bytes.append(json: ",\"users\":\(users[key]?.count ?? 0)}")
      }
      table.times.append(Int64(key.day) * 86_400_000_000)
    }
    return table
  }
}
