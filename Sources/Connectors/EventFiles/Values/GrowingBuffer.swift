/// A growing run of plain values that one owner uses: an array without the question whether it is shared.
///
/// Hot code appends and changes single elements millions of times a second, where an array asks that question each
/// time. Indices are not checked outside debug builds; the callers' indices come from the buffer itself.
struct GrowingBuffer<Element>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var count = 0
  private var capacity: Int

  init(capacity: Int = 64) {
    assert(_isPOD(Element.self), "elements are never deinitialized")
    self.capacity = max(capacity, 1)
    base = .allocate(capacity: self.capacity)
  }

  deinit { base.deallocate() }

  @inline(__always)
  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return base[index]
    }
    nonmutating _modify {
      assert(index >= 0 && index < count)
      yield &base[index]
    }
  }

  @inline(__always)
  mutating func append(_ element: Element) {
    if count == capacity { grow(to: count + 1) }
    (base + count).initialize(to: element)
    count &+= 1
  }

  mutating func append(contentsOf elements: UnsafeBufferPointer<Element>) {
    if count + elements.count > capacity { grow(to: count + elements.count) }
    if let source = elements.baseAddress {
      (base + count).initialize(from: source, count: elements.count)
    }
    count += elements.count
  }

  @inline(__always)
  mutating func removeAll() { count = 0 }

  /// Makes room for `more` elements and returns where they go; ``grow(by:)`` says how many there are then.
  @inline(__always)
  mutating func room(for more: Int) -> UnsafeMutablePointer<Element> {
    if count &+ more > capacity { grow(to: count + more) }
    return base + count
  }

  /// Counts elements that were written behind the last one, for which there was room.
  @inline(__always)
  mutating func grow(by more: Int) {
    assert(more >= 0 && count + more <= capacity)
    count &+= more
  }

  /// The elements; valid until the buffer changes.
  var elements: UnsafeBufferPointer<Element> { UnsafeBufferPointer(start: base, count: count) }

  private mutating func grow(to needed: Int) {
    let larger = UnsafeMutablePointer<Element>.allocate(capacity: max(capacity * 2, needed))
    larger.moveInitialize(from: base, count: count)
    base.deallocate()
    base = larger
    capacity = max(capacity * 2, needed)
  }
}
