import EventModel

/// A run of batches of another source: one of several parts of one input.
final class SelectedBatches: EventSource {
  private let source: any EventSource
  private let selected: Range<Int>
  private var next = 0

  /// The batches with these numbers, from 0.
  init(of source: any EventSource, _ selected: Range<Int>) {
    self.source = source
    self.selected = selected
  }

  var progress: SourceProgress { source.progress }

  func nextBatch() throws -> EventBatch? {
    while let batch = try source.nextBatch() {
      defer { next += 1 }
      if selected.contains(next) { return batch }
    }
    return nil
  }
}
