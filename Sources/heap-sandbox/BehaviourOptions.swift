public import ArgumentParser
import EventModel
public import HeapSandbox

extension SandboxPaging: ExpressibleByArgument {}
extension SandboxRateHeaders: ExpressibleByArgument {}
extension SandboxRetryAfter: ExpressibleByArgument {}
extension SandboxComplexityAnswer: ExpressibleByArgument {}

/// How the server behaves when nothing goes wrong.
struct BehaviourOptions: ParsableArguments {
  @Option(help: "How pages follow each other where a request does not say.")
  var paging = SandboxPaging.cursor

  @Option(help: ArgumentHelp("How long a cursor is good.", valueName: "time"))
  var cursorLifetime = "600s"

  @Option(help: ArgumentHelp("How long a token is good.", valueName: "time"))
  var tokenLifetime = "300s"

  @Flag(help: "Leave type and lifetime out of token answers, as Heap's documentation does.")
  var hideTokenLifetime = false

  @Option(help: ArgumentHelp("Allow so many requests per window: 60/30s.", valueName: "n/time"))
  var rateLimit: String?

  @Option(help: "Which headers tell of the rate limit.")
  var rateHeaders = SandboxRateHeaders.ratelimit

  @Option(help: "How Retry-After is written.")
  var retryAfter = SandboxRetryAfter.seconds

  @Option(help: ArgumentHelp("The dearest query, as rows × hours.", valueName: "n"))
  var complexityLimit: Int?

  @Option(help: "What becomes of dearer ones.")
  var complexityAnswer = SandboxComplexityAnswer.refuse

  @Option(help: ArgumentHelp("How long after it happened an event becomes visible.", valueName: "time"))
  var delay = "0s"

  @Option(help: ArgumentHelp("The share of events that come later than that.", valueName: "share"))
  var lateShare = 0.0

  @Option(
    help: ArgumentHelp("The share of events that come first in a version that changes.", valueName: "share"))
  var corrections = 0.0

  @Option(help: ArgumentHelp("How much later late events and last versions come.", valueName: "time"))
  var lateBy = "1d"

  @Option(help: ArgumentHelp("Start the server's clock at this instant.", valueName: "instant"))
  var now: String?

  @Option(
    help: ArgumentHelp(
      "Tell clients a time that is ahead by this, or behind with a minus.", valueName: "time"))
  var clockSkew = "0s"

  func apply(to options: inout SandboxOptions) throws {
    options.paging = paging
    options.cursorLifetime = try OptionText.duration(cursorLifetime, option: "--cursor-lifetime")
    options.tokenLifetime = try OptionText.duration(tokenLifetime, option: "--token-lifetime")
    options.tellsTokenLifetime = !hideTokenLifetime
    options.rateLimit = try rateLimit.map { try OptionText.rate($0, option: "--rate-limit") }
    options.rateHeaders = rateHeaders
    options.retryAfter = retryAfter
    options.complexityLimit = complexityLimit
    options.complexityAnswer = complexityAnswer
    options.lateness = SandboxLateness(
      delay: try OptionText.duration(delay, option: "--delay"), lateShare: lateShare,
      correctionShare: corrections, lateBy: try OptionText.duration(lateBy, option: "--late-by"))
    options.clockSkew = try OptionText.duration(clockSkew, option: "--clock-skew", allowsMinus: true)
    if let now {
      guard case .time(let instant) = TimeTextParser(format: .iso8601).parse(now) else {
        throw OptionFault.unreadable(option: "--now", value: now, expected: "2026-03-01T00:00:00Z")
      }
      options.clock = RunningSandboxClock(startingAt: instant)
    }
  }
}
