import EventModel

/// The number that a property value stands for in a measure.
enum MeasureNumber {
  /// Numbers, and text that spells one in decimal; anything else is no number and is left out.
  static func of(_ value: PropertyValue) -> Double? {
    switch value {
    case .integer(let number): return Double(number)
    case .double(let number): return number.isFinite ? number : nil
    case .string(let text):
      let decimal = text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E")]
            .contains(byte)
      }
      guard decimal, let number = Double(text), number.isFinite else { return nil }
      return number
    case .boolean, .timestamp: return nil
    }
  }
}
