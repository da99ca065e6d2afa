/// The times of some rows, packed as in the file or as a plain list; keeps its memory alive.
///
/// Hot: ``subscript(_:)`` is a predictable branch around a few instructions.
@usableFromInline package struct RowTimes {
  @usableFromInline let frames: TimeFrames?
  @usableFromInline let list: UnsafePointer<Int64>?
  private let owner: AnyObject?

  /// `owner` keeps the bytes of `frames` alive.
  init(frames: TimeFrames, owner: AnyObject) {
    self.frames = frames
    self.owner = owner
    list = nil
  }

  package init(_ times: [Int64]) {
    let storage = TimeListStorage(times)
    frames = nil
    owner = storage
    list = UnsafePointer(storage.pointer)
  }

  /// µs; `row` must be one of the rows.
  @inlinable
  package subscript(row: Int) -> Int64 {
    // On the subscript itself the attribute would say nothing about its getter.
    @inline(__always) get {
      if let list { return list[row] }
      return frames.unsafelyUnwrapped.time(ofRow: row)
    }
  }
}

private final class TimeListStorage {
  let pointer: UnsafeMutablePointer<Int64>

  init(_ times: [Int64]) {
    pointer = .allocate(capacity: max(1, times.count))
    pointer.initialize(from: times, count: times.count)
  }

  deinit { pointer.deallocate() }
}
