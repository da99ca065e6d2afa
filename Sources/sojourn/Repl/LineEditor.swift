import CEdit
import Glibc
import Reporting

/// Reads lines from a terminal with editing, history and completion, by means of libedit.
///
/// Used by one thread; others reach it through its ``waker``.
final class LineEditor {
  /// What came of asking for a line.
  enum Reading: Equatable {
    /// Without its line break.
    case line(String)
    /// Ctrl-C: what was typed is void.
    case interrupted
    /// Ctrl-D, or the terminal is gone.
    case end
  }

  /// What may stand in place of the word before the cursor.
  struct Completion: Equatable {
    /// How many characters before the cursor are replaced.
    var replaced: Int
    /// The spellings that begin like it, sorted.
    var candidates: [String]

    static let none = Completion(replaced: 0, candidates: [])
  }

  private static let historyLimit: Int32 = 2_000

  private let edit: OpaquePointer
  private let history: OpaquePointer
  /// Wakes the reader from other threads.
  let waker: Waker
  private var prompt = strdup("")
  private var wasInterrupted = false
  /// Whether no key of the line was read yet.
  private var isFreshLine = true
  /// Answers what may complete the text before the cursor.
  var complete: (String) -> Completion = { _ in .none }

  /// `nil` where the terminal is too simple, or there is none.
  init?() {
    edit_use_utf8()
    guard Terminal.environment("TERM") != "dumb", let waker = Waker(),
      let edit = edit_open("sojourn", StandardStream.output.isTerminal ? 0 : 1), let history = history_init()
    else { return nil }
    self.edit = edit
    self.history = history
    self.waker = waker
    history_limit(history, Self.historyLimit)
    edit_set_data(edit, Unmanaged.passUnretained(self).toOpaque())
    edit_set_prompt(edit) { edit in LineEditor.of(edit)?.prompt }
    edit_set_keys(edit, "emacs")
    edit_set_history(edit, history)
    edit_set_reader(edit) { edit, place in LineEditor.of(edit)?.readCharacter(into: place) ?? 0 }
    edit_add_function(edit, "sojourn-complete", "complete a word") { edit, _ in
      LineEditor.of(edit)?.completeWord() ?? UInt8(CC_ERROR)
    }
    edit_bind(edit, "^I", "sojourn-complete")
    edit_bind(edit, "^R", "em-inc-search-prev")
    // The keys that most terminals send for Home, End, Delete, and words.
    for (key, function) in [
      ("\\e[H", "ed-move-to-beg"), ("\\e[F", "ed-move-to-end"), ("\\e[1~", "ed-move-to-beg"),
      ("\\e[4~", "ed-move-to-end"), ("\\e[3~", "ed-delete-next-char"), ("\\e[1;5D", "ed-prev-word"),
      ("\\e[1;5C", "em-next-word"),
    ] {
      edit_bind(edit, key, function)
    }
  }

  deinit {
    el_end(edit)
    history_end(history)
    free(prompt)
  }

  /// Asks for one line.
  func readLine(prompt text: String) -> Reading {
    free(prompt)
    prompt = strdup(text)
    wasInterrupted = false
    isFreshLine = true
    var count: Int32 = 0
    let read = el_gets(edit, &count)
    if wasInterrupted {
      el_reset(edit)
      return .interrupted
    }
    guard let read, count > 0 else { return .end }
    var line = String(cString: read)
    while line.hasSuffix("\n") || line.hasSuffix("\r") { line.removeLast() }
    return .line(line)
  }

  /// Puts an entry where the arrow keys find it.
  func remember(_ entry: String) {
    history_append(history, entry)
  }

  private static func of(_ edit: OpaquePointer?) -> LineEditor? {
    guard let edit, let data = edit_data(edit) else { return nil }
    return Unmanaged<LineEditor>.fromOpaque(data).takeUnretainedValue()
  }

  // MARK: Characters

  /// Waits for the keyboard or a wake; answers as libedit wants it: 1 for a character, 0 for the end.
  private func readCharacter(into place: UnsafeMutablePointer<wchar_t>?) -> Int32 {
    while true {
      var sources = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: waker.reader, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&sources, 2, -1)
      if ready < 0 && errno != EINTR { return 0 }
      if sources[1].revents != 0 {
        while let reason = waker.take() {
          if reason == .interrupt { wasInterrupted = true } else { el_resize(edit) }
        }
        if wasInterrupted { return 0 }
        edit_refresh(edit)
        continue
      }
      guard sources[0].revents != 0 else { continue }
      guard var scalar = readScalar() else { return 0 }
      // A Ctrl-D that was hit before the terminal handed over single keys arrives as NUL.
      if scalar == "\0" && isFreshLine { scalar = "\u{4}" }
      isFreshLine = false
      place?.pointee = wchar_t(bitPattern: scalar.value)
      return 1
    }
  }

  /// One letter in UTF-8; what is none becomes a replacement character. `nil` at the end.
  private func readScalar() -> Unicode.Scalar? {
    guard let first = readByte() else { return nil }
    let length = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1
    var bytes = [first]
    while bytes.count < length {
      guard let next = readByte() else { return nil }
      bytes.append(next)
    }
    return String(decoding: bytes, as: UTF8.self).unicodeScalars.first
  }

  private func readByte() -> UInt8? {
    var byte: UInt8 = 0
    while true {
      let count = read(STDIN_FILENO, &byte, 1)
      if count == 1 { return byte }
      if count < 0 && errno == EINTR { continue }
      return nil
    }
  }

  // MARK: Completion

  private func completeWord() -> UInt8 {
    guard let line = el_line(edit)?.pointee, let start = line.buffer, let cursor = line.cursor else {
      return UInt8(CC_ERROR)
    }
    let typed = String(
      decoding: UnsafeRawBufferPointer(start: start, count: max(0, cursor - start)), as: UTF8.self)
    let completion = complete(typed)
    guard let first = completion.candidates.first else { return UInt8(CC_REFRESH_BEEP) }
    let shared = completion.candidates.dropFirst().reduce(first) { $0.commonPrefixIgnoringCase(with: $1) }
    let isOnly = completion.candidates.count == 1
    if isOnly || shared.count > completion.replaced {
      el_deletestr(edit, Int32(clamping: completion.replaced))
      // A name that goes on behind the cursor, such as a quote, is not set off.
      el_insertstr(edit, shared + (isOnly ? " " : ""))
      return UInt8(CC_REFRESH)
    }
    list(completion.candidates)
    return UInt8(CC_REDISPLAY)
  }

  private func list(_ candidates: [String]) {
    let stream = StandardStream.output.isTerminal ? StandardStream.output : .error
    let text = ColumnListing(candidates, width: Terminal.width(of: stream)).text
    try? stream.write("\n" + text)
  }
}

/// A pipe that wakes a reader of the keyboard.
final class Waker: Sendable {
  enum Reason: UInt8 {
    /// The line that is being read is void.
    case interrupt
    /// The terminal has another size.
    case resize
  }

  let reader: Int32
  private let writer: Int32

  init?() {
    var ends: [Int32] = [0, 0]
    guard pipe(&ends) == 0 else { return nil }
    reader = ends[0]
    writer = ends[1]
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
  }

  deinit {
    close(reader)
    close(writer)
  }

  func wake(_ reason: Reason) {
    var byte = reason.rawValue
    _ = write(writer, &byte, 1)
  }

  /// The next reason that was not taken yet; `nil` when there is none.
  func take() -> Reason? {
    var byte: UInt8 = 0
    return read(reader, &byte, 1) == 1 ? Reason(rawValue: byte) : nil
  }
}

extension String {
  /// As long as both agree; in the letters of the first.
  fileprivate func commonPrefixIgnoringCase(with other: String) -> String {
    var shared = ""
    for (left, right) in zip(self, other) {
      guard left == right || left.lowercased() == right.lowercased() else { break }
      shared.append(left)
    }
    return shared
  }
}
