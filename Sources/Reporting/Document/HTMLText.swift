/// Text that a browser shows as it is.
enum HTMLText {
  /// The cleaned text with everything replaced that HTML, or an attribute, would take for markup.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in DisplayText.clean(text).unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
