import Glibc

/// Memory that was freed and that the allocator keeps for the next who asks.
enum FreedMemory {
  /// Gives whole free pages back to the system, where the C library can: for when much was freed and what comes next
  /// takes memory in other sizes, so that the one would stand beside the other.
  static func giveBack() {
    // Of glibc, but in no header that is imported; other libraries lack it.
    guard let address = dlsym(nil, "malloc_trim") else { return }
    _ = unsafeBitCast(address, to: (@convention(c) (Int) -> Int32).self)(0)
  }
}
