import CMalloc

/// What becomes of memory that was freed: the allocator of the C library keeps it for the next who asks, or gives it back.
package enum FreedMemory {
  /// Larger buffers always come from the system and go back to it; the most that the allocator allows.
  private static let largestKept: Int32 = 32 << 20
  /// Freed memory beyond this goes back.
  private static let kept: Int32 = 256 << 20

  /// Keeps it for the next buffers, from now on and for the whole process.
  ///
  /// Statements decode blocks into buffers of about a megabyte that live as long as their block. By default most of them
  /// would be returned and taken anew each time, and a new page costs as much as decoding what it will hold.
  package static func keep() {
    _ = mallopt(M_MMAP_THRESHOLD, largestKept)
    _ = mallopt(M_TRIM_THRESHOLD, kept)
  }

  /// Gives whole free pages back to the system: for when much was freed and what comes next takes memory in other sizes, so
  /// that the one would stand beside the other.
  package static func giveBack() {
    _ = malloc_trim(0)
  }
}
