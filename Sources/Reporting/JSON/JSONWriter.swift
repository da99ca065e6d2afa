/// Builds one JSON text, member by member, in exactly the order it is told.
///
/// Numbers: integers in full; doubles in the shortest form that reads back to the same value, always with a
/// fraction or an exponent (`2.0`, `1e-07`), so that a reader can tell the types apart. NaN and infinity are written
/// as `null` and remembered in ``nonFiniteKeys``. Text is UTF-8; only what JSON demands is escaped.
package struct JSONWriter {
  package private(set) var text = ""
  /// The keys under which a double had to be left out, each once, in order of appearance.
  private(set) var nonFiniteKeys: [String] = []
  private var needsComma = false
  private var key = ""

  package init() {}

  /// Writes `{…}` around what `members` writes.
  package mutating func object(_ members: (inout JSONWriter) -> Void) {
    separate()
    text += "{"
    needsComma = false
    members(&self)
    text += "}"
    needsComma = true
  }

  /// Writes `[…]` with one element for each of `elements`.
  package mutating func array<Element>(_ elements: [Element], _ write: (inout JSONWriter, Element) -> Void) {
    separate()
    text += "["
    needsComma = false
    for element in elements { write(&self, element) }
    text += "]"
    needsComma = true
  }

  /// Writes a member of the object under construction.
  mutating func member(_ name: String, _ value: some JSONWritable) {
    startMember(name)
    value.write(to: &self)
  }

  /// Writes a member only if there is something to write; nil leaves no trace.
  mutating func memberIfPresent(_ name: String, _ value: (some JSONWritable)?) {
    if let value { member(name, value) }
  }

  /// Writes a member whose value is an object.
  package mutating func member(_ name: String, object members: (inout JSONWriter) -> Void) {
    startMember(name)
    object(members)
  }

  /// Writes a member whose value is what `value` writes.
  package mutating func member(named name: String, _ value: (inout JSONWriter) -> Void) {
    startMember(name)
    value(&self)
  }

  package mutating func write(null: Void) {
    separate()
    text += "null"
    needsComma = true
  }

  package mutating func write(_ value: Bool) {
    separate()
    text += value ? "true" : "false"
    needsComma = true
  }

  package mutating func write(_ value: some FixedWidthInteger) {
    separate()
    text += String(value)
    needsComma = true
  }

  package mutating func write(_ value: Double) {
    guard value.isFinite else {
      if !nonFiniteKeys.contains(key) { nonFiniteKeys.append(key) }
      write(null: ())
      return
    }
    separate()
    text += value.description
    needsComma = true
  }

  package mutating func write(_ value: String) {
    separate()
    appendQuoted(value)
    needsComma = true
  }

  /// Takes over what another writer has built as one value.
  mutating func write(_ other: JSONWriter) {
    separate()
    text += other.text
    for name in other.nonFiniteKeys where !nonFiniteKeys.contains(name) { nonFiniteKeys.append(name) }
    needsComma = true
  }

  private mutating func startMember(_ name: String) {
    separate()
    appendQuoted(name)
    text += ":"
    needsComma = false
    key = name
  }

  private mutating func separate() {
    if needsComma { text += "," }
  }

  private mutating func appendQuoted(_ value: String) {
    text += "\""
    defer { text += "\"" }
    // Nearly all text has nothing to escape; 0xC2, 0xE2 and 0xEF lead the few multi-byte characters that are escaped.
    let isPlain = value.utf8.allSatisfy { byte in
      byte >= 0x20 && byte != 0x22 && byte != 0x5C && byte != 0x7F && byte != 0xC2 && byte != 0xE2
        && byte != 0xEF
    }
    if isPlain {
      text += value
      return
    }
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // DEL and the C1 controls are legal in JSON but act on terminals; the two separators end lines for some readers.
      case "\u{00}"..."\u{1F}", "\u{7F}"..."\u{9F}", "\u{2028}", "\u{2029}", "\u{FEFF}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}
