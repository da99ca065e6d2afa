internal import EventModel
internal import QueryResults

extension SegmentResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("text", text)
      json.member("instant", instant)
      json.member("members", members)
      json.member("users", users)
      json.member("share", share)
      json.member("listed", listed)
      json.memberIfPresent("sizes", sizes)
    }
  }
}

extension SegmentMember: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("user", user)
      json.member("events", events)
      json.member("first", first)
      json.member("last", last)
    }
  }
}

extension SegmentSize: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("bucket", bucket)
      json.member("members", members)
      json.member("users", users)
      json.member("share", share)
    }
  }
}

extension SegmentOverlapResult: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("instant", instant)
      json.member("users", users)
      json.member("segments", segments)
      json.member("pairs", pairs)
    }
  }
}

extension SegmentCount: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("name", name)
      json.member("members", members)
    }
  }
}

extension SegmentPair: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("a", a)
      json.member("b", b)
      json.member("both", both)
      json.member("share_of_a", shareOfA)
      json.member("share_of_b", shareOfB)
      json.member("similarity", similarity)
    }
  }
}
