import HTTPTransport
import Yams

extension ExportProfile {
  /// Reads one object of a profile; what is wrong with it is reported, and makes the whole profile refused.
  static func query(
    _ section: ProfileReader.Section, _ meanings: ExportFields, _ reader: ProfileReader
  ) -> ExportQuery {
    let path = reader.node(section, "path").map { reader.template($0, "path") }
    if path == nil { reader.report(.missingKey("path"), at: section.node) }
    let parameters = reader.pairs(section, "query").compactMap { pair in
      reader.template(pair.value, pair.name.string ?? "").map { (pair.name.string ?? "", $0) }
    }
    let headers = reader.pairs(section, "headers").compactMap { pair in
      reader.template(pair.value, pair.name.string ?? "").map { (pair.name.string ?? "", $0) }
    }
    let body = reader.node(section, "body").flatMap { reader.template($0, "body") }
    let method: String =
      reader.value(section, "method", expected: "GET or POST") { ["GET", "POST"].contains($0) ? $0 : nil }
      ?? "GET"
    var query = ExportQuery(
      method: method == "POST" ? .post : .get, path: path.flatMap { $0 } ?? RequestTemplate(),
      query: parameters, headers: headers, body: body,
      paging: reader.word(section, "paging") ?? .none,
      limit: reader.count(section, "limit", in: 1...1_000_000) ?? 1000,
      firstPage: reader.count(section, "first_page", in: 0...1_000_000) ?? 1, rows: .whole,
      next: nil,
      more: nil, total: nil, partial: nil, code: nil, tooMuch: signs(section, "too_much", reader),
      expired: signs(section, "expired", reader), hasRange: false, instantFormat: .iso,
      lookback: 3 * 86_400_000_000, delay: 0, firstSpan: 86_400_000_000, shortestSpan: 3_600_000_000,
      longestSpan: 30 * 86_400_000_000, chunkRows: 200_000,
      buckets: reader.count(section, "buckets", in: 1...4096) ?? 1, fields: [:],
      ignored: reader.elements(section, "ignore").compactMap { reader.text($0, "ignore") }, renamed: [:],
      timeFormat: reader.text(section, "time_format") ?? "auto")
    readAnswer(section, &query, reader)
    readRange(section, &query, reader)
    readFields(section, meanings, &query, reader)
    checkPlaces(section, &query, reader)
    return query
  }

  private static func readAnswer(
    _ section: ProfileReader.Section, _ query: inout ExportQuery, _ reader: ProfileReader
  ) {
    let keys = ["rows", "next", "more", "total", "partial", "code"]
    guard let node = reader.node(section, "answer"),
      let answer = reader.section(node, key: "answer", allowed: keys)
    else { return }
    func path(_ key: String) -> AnswerPath? {
      reader.value(answer, key, expected: "names joined by dots, or $", { AnswerPath($0) })
    }
    query.rows = path("rows") ?? query.rows
    query.next = path("next")
    query.more = path("more")
    query.total = path("total")
    query.partial = path("partial")
    query.code = path("code")
  }

  private static func readRange(
    _ section: ProfileReader.Section, _ query: inout ExportQuery, _ reader: ProfileReader
  ) {
    let keys = ["format", "lookback", "delay", "first", "shortest", "longest", "rows"]
    guard let node = reader.node(section, "range"),
      let range = reader.section(node, key: "range", allowed: keys)
    else { return }
    query.instantFormat = reader.word(range, "format") ?? .iso
    query.lookback = reader.duration(range, "lookback") ?? query.lookback
    query.delay = reader.duration(range, "delay") ?? query.delay
    query.firstSpan = reader.duration(range, "first") ?? query.firstSpan
    query.shortestSpan = reader.duration(range, "shortest") ?? query.shortestSpan
    query.longestSpan = reader.duration(range, "longest") ?? query.longestSpan
    query.chunkRows = reader.count(range, "rows", in: 1...100_000_000) ?? query.chunkRows
    // Dates cannot be asked for by parts of days, and no chunk may come out empty.
    let least: Int64 = query.instantFormat == .date ? 86_400_000_000 : 1_000_000
    if query.shortestSpan < least {
      reader.report(
        .wrongValue(key: "shortest", expected: "at least " + DurationText.text(least)),
        at: reader.node(range, "shortest") ?? node)
    }
    query.firstSpan = max(query.firstSpan, query.shortestSpan)
    query.longestSpan = max(query.longestSpan, query.firstSpan)
  }

  private static func readFields(
    _ section: ProfileReader.Section, _ meanings: ExportFields, _ query: inout ExportQuery,
    _ reader: ProfileReader
  ) {
    let allowed = meanings.required + meanings.optional
    if let node = reader.node(section, "fields"),
      let fields = reader.section(node, key: "fields", allowed: allowed)
    {
      for key in allowed { query.fields[key] = reader.text(fields, key) }
      for key in meanings.required where reader.node(fields, key) == nil {
        reader.report(.missingKey(key), at: node)
      }
    } else if !meanings.required.isEmpty, reader.node(section, "fields") == nil {
      reader.report(.missingKey("fields"), at: section.node)
    }
    for pair in reader.pairs(section, "rename") {
      if let name = reader.text(pair.value, "rename") { query.renamed[pair.name.string ?? ""] = name }
    }
  }

  private static func signs(
    _ section: ProfileReader.Section, _ key: String, _ reader: ProfileReader
  ) -> [ExportQuery.Sign] {
    reader.elements(section, key).compactMap { node in
      guard let sign = reader.section(node, key: key, allowed: ["status", "code"]) else { return nil }
      guard let status = reader.count(sign, "status", in: 200...599) else {
        if reader.node(sign, "status") == nil { reader.report(.missingKey("status"), at: node) }
        return nil
      }
      return ExportQuery.Sign(status: status, code: reader.text(sign, "code"))
    }
  }

  /// A page that cannot be asked for, or half a range, is found now and not after an hour.
  private static func checkPlaces(
    _ section: ProfileReader.Section, _ query: inout ExportQuery, _ reader: ProfileReader
  ) {
    var places = query.path.places.union(query.body?.places ?? [])
    for (_, value) in query.query + query.headers { places.formUnion(value.places) }
    query.hasRange = places.contains(.from) && places.contains(.to)
    let node = reader.node(section, "query") ?? section.node
    if places.contains(.from) != places.contains(.to) {
      reader.report(.misplaced(place: places.contains(.from) ? "to" : "from", paging: "range"), at: node)
    }
    if places.contains(.bucket) != places.contains(.buckets) {
      reader.report(
        .misplaced(place: places.contains(.bucket) ? "buckets" : "bucket", paging: "buckets"), at: node)
    }
    if query.buckets > 1 && !places.contains(.bucket) {
      reader.report(.misplaced(place: "bucket", paging: "buckets"), at: node)
    }
    if places.contains(.bucket) && query.buckets == 1 { query.buckets = 64 }
    let needed: [ExportQuery.Paging: RequestTemplate.Place] = [
      .cursor: .cursor, .page: .page, .offset: .offset,
    ]
    if let place = needed[query.paging], !places.contains(place) {
      reader.report(.misplaced(place: place.rawValue, paging: query.paging.rawValue), at: node)
    }
    for (paging, place) in needed where paging != query.paging && places.contains(place) {
      reader.report(.misplaced(place: place.rawValue, paging: query.paging.rawValue), at: node)
    }
    if query.paging == .cursor && query.next == nil {
      reader.report(.missingKey("answer.next"), at: section.node)
    }
  }
}
