import Connectors

/// Reads segments and who is in them.
struct ExportSegments {
  let profile: ExportProfile
  let options: ExportOptions
  let conversation: ExportConversation
  let meter: ExportMeter

  /// All segments with all members, as one portion.
  func portion(_ query: ExportQuery, _ reading: RangeReading) throws(ExportError) -> RemotePortion {
    let spool = PageSpool(memoryLimit: options.spoolMemory)
    _ = try reading.run(nil, into: spool)
    var segments: [MemberList.Segment] = []
    for row in try ExportFigures.rows(of: try spool.contents(), object: .segments) {
      func field(_ key: String) throws(ExportError) -> String {
        let name = query.fields[key] ?? key
        guard let text = ExportFigures.text(ExportFigures.value(of: row, at: name)) else {
          throw .malformedRow(
            object: "segments", field: name, excerpt: ExportFigures.excerpt(Array(JSONText.line(row).utf8)))
        }
        return text
      }
      segments.append(.init(id: try field("id"), name: try field("name"), users: []))
    }
    // A server may change the order of its pages; the store says the same all the same.
    segments.sort { $0.id < $1.id }
    if let members = profile.members { try readMembers(members, &segments) }
    meter.finishChunk(rows: segments.reduce(segments.count) { $0 + $1.users.count }, share: 1)
    var portion = RemotePortion()
    portion.attachments = [
      .init(kind: MemberList.kind, bytes: MemberList.encoded(segments, source: options.source))
    ]
    portion.segments = segments.map { .init(id: $0.id, name: $0.name, members: $0.users.count) }
    return portion
  }

  /// Asks per segment where the question has a place for it, else once for all.
  private func readMembers(
    _ query: ExportQuery, _ segments: inout [MemberList.Segment]
  ) throws(ExportError) {
    let reading = RangeReading(.segments, query, with: conversation)
    let places = query.query.reduce(into: query.path.places.union(query.body?.places ?? [])) {
      $0.formUnion($1.value.places)
    }
    if places.contains(.segment) {
      for index in segments.indices {
        let spool = PageSpool(memoryLimit: options.spoolMemory)
        _ = try reading.run(nil, segment: segments[index].id, into: spool)
        segments[index].users = Set(try users(spool, query).map(\.user)).sorted()
      }
      return
    }
    let spool = PageSpool(memoryLimit: options.spoolMemory)
    _ = try reading.run(nil, into: spool)
    let bySegment = Dictionary(grouping: try users(spool, query)) { $0.segment ?? "" }
    for index in segments.indices {
      segments[index].users = Set((bySegment[segments[index].id] ?? []).map(\.user)).sorted()
    }
  }

  private func users(
    _ spool: PageSpool, _ query: ExportQuery
  ) throws(ExportError) -> [(user: String, segment: String?)] {
    var users: [(String, String?)] = []
    for row in try ExportFigures.rows(of: try spool.contents(), object: .segments) {
      guard let name = query.fields["user"],
        let user = ExportFigures.text(ExportFigures.value(of: row, at: name))
      else {
        throw .malformedRow(
          object: "segments", field: query.fields["user"] ?? "user",
          excerpt: ExportFigures.excerpt(Array(JSONText.line(row).utf8)))
      }
      users.append(
        (user, query.fields["segment"].flatMap { ExportFigures.text(ExportFigures.value(of: row, at: $0)) }))
    }
    return users
  }
}
