import DatasetGenerator
import Glibc
import HeapSandbox

/// What the program says to people: the one place where its errors become sentences.
enum SandboxSentence {
  /// The sentence for an error of ours; `nil` for those of the argument parser.
  static func text(for error: any Error) -> String? {
    switch error {
    case let fault as OptionFault: "heap-sandbox: " + text(for: fault)
    case let fault as FileFault:
      "heap-sandbox: cannot read \(fault.path): \(String(cString: strerror(fault.errno)))"
    case let error as SandboxError: "heap-sandbox: " + text(for: error)
    case let error as RecipeError:
      "heap-sandbox: \(error.place.file):\(error.place.line):\(error.place.column): this is no recipe;"
        + " sojourn generate says what is wrong with it"
    case DatasetError.invalidEventCount(let count):
      "heap-sandbox: --events \(count) is not between 0 and \(DatasetWriter.largestEventCount)"
    default: nil
    }
  }

  /// Whether the request was wrong, rather than something failing while it was carried out.
  static func isUsage(_ error: any Error) -> Bool {
    switch error {
    case is OptionFault, is DatasetError: true
    case let error as SandboxError:
      switch error {
      case .unknownFault, .invalidShare, .outOfBounds, .shortFunnel, .incompleteTLS: true
      default: false
      }
    default: false
    }
  }

  private static func text(for fault: OptionFault) -> String {
    switch fault {
    case .unreadable(let option, let value, let expected):
      "\(option) '\(value)' is not readable; write it like \(expected)"
    case .missing(let option): "\(option) is needed; see --help"
    case .conflict(let one, let other): "\(one) and \(other) exclude each other"
    }
  }

  private static func text(for error: SandboxError) -> String {
    switch error {
    case .malformedRow(let line, let fault): "line \(line) of the data \(text(for: fault))"
    case .repeatedEventID(let line, let id): "line \(line) of the data repeats the event id \(id)"
    case .noEvents: "there is not one event to serve"
    case .tooManyEvents(let limit):
      "there are more than \(limit) events, which is the most that can be served"
    case .unknownFault(let name):
      "there is no fault '\(name)'; there are \(FaultKind.allCases.map(\.rawValue).joined(separator: ", ")) and all"
    case .invalidShare("faults", let value):
      "the shares of all faults add up to \(value), but a request meets one fault at most"
    case .invalidShare(let name, let value): "the share of \(name), \(value), is not between 0 and 1"
    case .outOfBounds(let name, let value, let least, let most):
      "--\(name) \(value) is not between \(least) and \(most)"
    case .shortFunnel(let name): "the funnel '\(name)' has fewer than two steps"
    case .incompleteTLS: "--tls-certificate and --tls-key belong together"
    case .unreadableTLSFile(let path, let problem): "cannot use \(path) for TLS: \(problem)"
    case .cannotListen(let port, let problem): "cannot listen on port \(port): \(problem)"
    case .alreadyStarted: "the server has been started before"
    }
  }

  private static func text(for fault: SandboxError.RowFault) -> String {
    switch fault {
    case .malformed(let column): "is not a JSON object (column \(column))"
    case .missing(let name): "has no \(name)"
    case .unreadableTime(let text): "has an unreadable time, '\(text)'"
    case .mixedEventIDs:
      "differs from those before it in having an event_id, or none; all rows have one, or none has"
    case .notUTF8: "is not UTF-8"
    }
  }

  /// What a server has done, in one or two lines.
  static func summary(of statistics: SandboxStatistics) -> String {
    func counted(_ count: Int, _ noun: String) -> String { "\(count) \(noun)\(count == 1 ? "" : "s")" }
    var text =
      "heap-sandbox: \(counted(statistics.requests, "request")), \(counted(statistics.pages, "page")) with"
      + " \(counted(statistics.rows, "row")), \(counted(statistics.tokensGiven, "token")),"
      + " \(statistics.refusedTokens) times 401, \(statistics.rateLimited) over the rate limit,"
      + " \(statistics.tooComplex) too complex"
    if statistics.faultCount > 0 {
      let kinds = FaultKind.allCases.compactMap { kind in
        statistics.faults[kind].map { "\(kind.rawValue) \($0)" }
      }
      text += "\nheap-sandbox: \(counted(statistics.faultCount, "fault")): " + kinds.joined(separator: ", ")
    }
    return text
  }
}
