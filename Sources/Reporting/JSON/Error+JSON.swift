extension ErrorReport: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member(
        "error",
        object: { json in
          json.member("code", code)
          json.member("message", message)
          json.member("hint", hint)
          json.member("location", location)
        })
    }
  }
}

extension ErrorLocation: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.object { json in
      json.member("file", file)
      json.member("line", line)
      json.member("column", column)
      json.member("offset", offset)
    }
  }
}
