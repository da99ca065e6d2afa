import HTTPTransport
import Reporting

/// Requests, answers and waits as lines; what they are made of holds no secrets.
enum HTTPTraceText {
  static func line(_ trace: HTTPTrace) -> String? {
    switch trace {
    case .asked(let method, let address, _, let attempt):
      "> \(method.rawValue) \(DisplayText.clean(address))" + (attempt > 1 ? " (attempt \(attempt))" : "")
    case .answered(let status, let address, let bytes, let milliseconds):
      "< \(status) \(DisplayText.clean(address)): \(NumberText.bytes(bytes)) in \(milliseconds) ms"
    case .failed(let error, let attempt):
      "! attempt \(attempt): " + DisplayText.clean(ErrorRenderer.sentence(of: error))
    case .waiting(let reason, let nanoseconds):
      "~ \(nanoseconds / 1_000_000) ms: " + words(reason)
    case .redirected(let from, let to): "> from \(DisplayText.clean(from)) to \(DisplayText.clean(to))"
    }
  }

  static func words(_ reason: HTTPTrace.WaitReason) -> String {
    switch reason {
    case .rateLimit: "the rate limit is near"
    case .askedByServer: "the server asked for it"
    case .backOff: "a failure, before the next attempt"
    }
  }
}
