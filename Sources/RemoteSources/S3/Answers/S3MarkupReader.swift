/// Reads the XML that S3 answers with: elements and their texts, one after the other.
///
/// Understands elements, the five named entities and those by number, CDATA, comments and processing instructions;
/// attributes are passed over, prefixes of names dropped. A document type is refused, so nothing is ever expanded or
/// fetched. Takes no memory beyond the texts it hands out; what is not well-formed is an error at the byte where it
/// shows.
struct S3MarkupReader {
  enum Piece: Equatable {
    case start(String)
    case end(String)
    case text(String)
  }

  static let deepestNesting = 16

  private let bytes: [UInt8]
  private var position = 0
  private var open: [String] = []
  /// The end of an element that was empty, `<a/>`, still to be handed out.
  private var pendingEnd: String?
  private var isStarted = false

  init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next piece; `nil` behind the root element. Texts between elements come as they are, white space too.
  mutating func next() throws(S3MarkupFault) -> Piece? {
    if let name = pendingEnd {
      pendingEnd = nil
      open.removeLast()
      return .end(name)
    }
    while position < bytes.count {
      if bytes[position] != UInt8(ascii: "<") {
        let text = try readText()
        if open.isEmpty {
          guard text.allSatisfy(\.isWhitespace) else { throw fault }
          continue
        }
        return .text(text)
      }
      if starts(with: "<!--") {
        try skip(past: "-->")
      } else if starts(with: "<?") {
        try skip(past: "?>")
      } else if starts(with: "<![CDATA[") {
        guard !open.isEmpty else { throw fault }
        let start = position + 9
        try skip(past: "]]>")
        return .text(try text(of: bytes[start..<position - 3]))
      } else if starts(with: "</") {
        position += 2
        let name = try readName()
        skipSpace()
        guard take(">"), open.last == name else { throw fault }
        open.removeLast()
        return .end(name)
      } else {
        return try readStart()
      }
    }
    guard isStarted, open.isEmpty else { throw fault }
    return nil
  }

  private mutating func readStart() throws(S3MarkupFault) -> Piece {
    position += 1
    let name = try readName()
    guard !isStarted || !open.isEmpty else { throw fault }
    guard open.count < Self.deepestNesting else { throw .nestedTooDeep(limit: Self.deepestNesting) }
    isStarted = true
    while true {
      skipSpace()
      if take(">") {
        open.append(name)
        return .start(name)
      }
      if take("/") {
        guard take(">") else { throw fault }
        open.append(name)
        pendingEnd = name
        return .start(name)
      }
      try skipAttribute()
    }
  }

  private mutating func skipAttribute() throws(S3MarkupFault) {
    _ = try readName()
    skipSpace()
    guard take("=") else { throw fault }
    skipSpace()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") || bytes[position] == UInt8(ascii: "'") else {
      throw fault
    }
    let quote = bytes[position]
    position += 1
    while position < bytes.count, bytes[position] != quote {
      if bytes[position] == UInt8(ascii: "<") { throw fault }
      position += 1
    }
    guard position < bytes.count else { throw fault }
    position += 1
  }

  /// A name without its prefix.
  private mutating func readName() throws(S3MarkupFault) -> String {
    let start = position
    while position < bytes.count, Self.isNamePart(bytes[position]) { position += 1 }
    guard position > start, let name = bytes[start..<position].split(separator: UInt8(ascii: ":")).last else {
      throw fault
    }
    return try text(of: name)
  }

  private static func isNamePart(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."),
      UInt8(ascii: ":"), 0x80...:
      true
    default: false
    }
  }

  private mutating func readText() throws(S3MarkupFault) -> String {
    var text: [UInt8] = []
    while position < bytes.count, bytes[position] != UInt8(ascii: "<") {
      if bytes[position] == UInt8(ascii: "&") {
        text += try readEntity()
      } else {
        text.append(bytes[position])
        position += 1
      }
    }
    return try self.text(of: text[...])
  }

  private mutating func readEntity() throws(S3MarkupFault) -> [UInt8] {
    let rest = bytes[position...].prefix(12)
    guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { throw fault }
    let name = String(decoding: bytes[position + 1..<end], as: UTF8.self)
    let scalar: Unicode.Scalar?
    switch name {
    case "lt": scalar = "<"
    case "gt": scalar = ">"
    case "amp": scalar = "&"
    case "quot": scalar = "\""
    case "apos": scalar = "'"
    case _ where name.hasPrefix("#x"): scalar = UInt32(name.dropFirst(2), radix: 16).flatMap(Unicode.Scalar.init)
    case _ where name.hasPrefix("#"): scalar = UInt32(name.dropFirst()).flatMap(Unicode.Scalar.init)
    default: scalar = nil
    }
    guard let scalar else { throw fault }
    position = end + 1
    return Array(String(scalar).utf8)
  }

  private func text(of bytes: ArraySlice<UInt8>) throws(S3MarkupFault) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else { throw fault }
    return text
  }

  private mutating func skip(past end: String) throws(S3MarkupFault) {
    let end = Array(end.utf8)
    var place = position
    while place + end.count <= bytes.count {
      if bytes[place] == end[0], bytes[place..<place + end.count].elementsEqual(end) {
        position = place + end.count
        return
      }
      place += 1
    }
    throw fault
  }

  private func starts(with text: String) -> Bool { bytes[position...].starts(with: text.utf8) }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: scalar) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
  }

  private var fault: S3MarkupFault { .malformed(offset: position) }
}
