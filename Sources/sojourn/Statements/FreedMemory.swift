import CMalloc

/// What becomes of memory that statements have freed.
enum FreedMemory {
  /// Larger buffers always come from the system and go back to it; the most that the allocator allows.
  private static let largestKept: Int32 = 32 << 20
  /// Freed memory beyond this goes back.
  private static let kept: Int32 = 256 << 20

  /// Keeps it for the next buffers.
  ///
  /// Blocks are decoded into buffers of about a megabyte that live as long as their block. By default most of them would
  /// be returned and taken anew each time, and a new page costs as much as decoding what it will hold.
  static func keep() {
    _ = mallopt(M_MMAP_THRESHOLD, largestKept)
    _ = mallopt(M_TRIM_THRESHOLD, kept)
  }
}
