import Glibc

/// An array that grows in place: the kernel moves its pages instead of copying them, so that growing costs neither
/// time nor a second copy in memory. Has one owner; elements must be plain bits. Hot: ingestion appends every row and
/// value.
struct GrowingBuffer<Element: Sendable>: ~Copyable {
  private var base: UnsafeMutablePointer<Element>
  private var capacity: Int
  private(set) var count = 0

  private static var initialCapacity: Int { 4096 }
  /// From here on large pages are asked for, which saves most of the cost of touching memory for the first time.
  private static var hugePageThreshold: Int { 8 << 20 }

  init() {
    capacity = Self.initialCapacity
    base = Self.reallocated(nil, capacity: capacity)
  }

  deinit {
    free(base)
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow() }
    (base + count).initialize(to: element)
    count &+= 1
  }

  /// The element at `index`, which must be below ``count``.
  @inline(__always)
  subscript(index: Int) -> Element {
    assert(index >= 0 && index < count)
    return base[index]
  }

  /// Forgets all elements and keeps the memory.
  mutating func removeAll() {
    count = 0
  }

  private mutating func grow() {
    capacity += capacity
    base = Self.reallocated(base, capacity: capacity)
  }

  private static func reallocated(
    _ base: UnsafeMutablePointer<Element>?, capacity: Int
  ) -> UnsafeMutablePointer<Element> {
    let bytes = capacity * MemoryLayout<Element>.stride
    guard let memory = realloc(base, bytes) else {
      fatalError("out of memory for \(capacity) elements of \(MemoryLayout<Element>.stride) bytes")
    }
    if bytes >= hugePageThreshold {
      let page = Int(bitPattern: memory) & 4095
      // Advice only: where it is refused, ordinary pages do.
      _ = madvise(memory + (4096 - page) % 4096, bytes - 4096, MADV_HUGEPAGE)
    }
    return memory.assumingMemoryBound(to: Element.self)
  }
}

// The memory is the value's own, as an array's is.
extension GrowingBuffer: @unchecked Sendable {}
