import QueryLanguage

/// Tests texts against a glob in time proportional to both lengths at worst, whatever the pattern is.
struct GlobMatcher: Sendable {
  private let elements: [Glob.Element]
  private let ignoresCase: Bool

  init(_ glob: Glob, ignoresCase: Bool = false) {
    self.ignoresCase = ignoresCase
    elements = ignoresCase ? Glob(pattern: glob.pattern.lowercased()).elements : glob.elements
  }

  func matches(_ text: String) -> Bool {
    let scalars = Array((ignoresCase ? text.lowercased() : text).unicodeScalars)
    var place = 0
    var element = 0
    // Where to go on when a literal fails: the last `*` and how much of the text it has taken.
    var lastRun: (element: Int, place: Int)?
    while place < scalars.count {
      if element < elements.count {
        switch elements[element] {
        case .anyRun:
          lastRun = (element, place)
          element += 1
          continue
        case .anyOne:
          element += 1
          place += 1
          continue
        case .literal(let scalar) where scalar == scalars[place]:
          element += 1
          place += 1
          continue
        case .literal:
          break
        }
      }
      guard let run = lastRun else { return false }
      lastRun = (run.element, run.place + 1)
      element = run.element + 1
      place = run.place + 1
    }
    while element < elements.count, elements[element] == .anyRun { element += 1 }
    return element == elements.count
  }
}
