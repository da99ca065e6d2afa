package import HTTPTransport
import Synchronization

/// How far a load from an export API is; a value to show.
package struct ExportProgress: Sendable {
  package var object: ExportProfile.Object?
  package var requests = 0
  package var rows = 0
  package var bytes = 0
  package var failures = 0
  package var chunks = 0
  /// Share of the range under way that is downloaded, 0 to 1.
  package var share = 0.0
  /// Why the last wait was, and how long it is, in milliseconds.
  package var wait: (reason: HTTPTrace.WaitReason, milliseconds: Int)?

  package init() {}
}

/// Counts what all threads do.
package final class ExportMeter: Sendable {
  private let state = Mutex(ExportProgress())

  package init() {}

  package var progress: ExportProgress { state.withLock { $0 } }

  /// Takes note of what a client tells.
  package func note(_ trace: HTTPTrace) {
    state.withLock { progress in
      switch trace {
      case .asked: progress.requests += 1
      case .answered(_, _, let bytes, _):
        progress.bytes += bytes
        progress.wait = nil
      case .failed: progress.failures += 1
      case .waiting(let reason, let nanoseconds):
        progress.wait = (reason, Int(nanoseconds / 1_000_000))
      case .redirected: break
      }
    }
  }

  func begin(_ object: ExportProfile.Object) {
    state.withLock { ($0.object, $0.share) = (object, 0) }
  }

  func finishChunk(rows: Int, share: Double) {
    state.withLock { progress in
      progress.chunks += 1
      progress.rows += rows
      progress.share = share
    }
  }
}
