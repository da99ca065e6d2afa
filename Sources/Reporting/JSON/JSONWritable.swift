internal import EventModel
internal import QueryResults

/// A value that has a JSON form.
protocol JSONWritable {
  func write(to json: inout JSONWriter)
}

extension Bool: JSONWritable {
  func write(to json: inout JSONWriter) { json.write(self) }
}

extension Int: JSONWritable {
  func write(to json: inout JSONWriter) { json.write(self) }
}

extension Double: JSONWritable {
  func write(to json: inout JSONWriter) { json.write(self) }
}

extension String: JSONWritable {
  func write(to json: inout JSONWriter) { json.write(self) }
}

extension Optional: JSONWritable where Wrapped: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .some(let value): value.write(to: &json)
    case .none: json.write(null: ())
    }
  }
}

extension Array: JSONWritable where Element: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.array(self) { json, element in element.write(to: &json) }
  }
}

extension Timestamp: JSONWritable {
  func write(to json: inout JSONWriter) { json.write(iso8601) }
}

extension PropertyValue: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .string(let text): json.write(text)
    case .integer(let number): json.write(number)
    case .double(let number): json.write(number)
    case .boolean(let flag): json.write(flag)
    case .timestamp(let time): json.write(time.iso8601)
    }
  }
}

extension PropertyType: JSONWritable {
  func write(to json: inout JSONWriter) { json.write(name) }
}
