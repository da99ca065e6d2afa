/// The numbers of the segment file format; the grammar is in `docs/format/segment-file.md`.
package enum SegmentFormat {
  /// `SJNSEG\r\n`: text-mode transfers change it, so they are noticed.
  package static let headerMagic: [UInt8] = Array("SJNSEG\r\n".utf8)
  /// `\r\nSJNEND`.
  package static let trailerMagic: [UInt8] = Array("\r\nSJNEND".utf8)
  package static let version: UInt32 = 1
  package static let headerLength = 16
  package static let trailerLength = 32
}

/// Hard limits of a segment file, each with its reason; exceeding one is an error that names it.
package enum SegmentLimits {
  /// Rows a row group aims for: its event codes then fit the second-level cache when rows are put in order.
  package static let rowGroupTarget = 1 << 18
  /// Row numbers within a row group are 32-bit and one user never leaves its group.
  package static let rowsPerUser = Int(Int32.max)
  /// Sums of rows over any number of files then stay far from the end of 64 bits.
  package static let rowsPerFile = 1 << 48
  /// The longest block accepted after decompression: a user with a hundred million rows still fits.
  package static let blockBytes = 1 << 31
  /// The most a zstd frame can expand: 128 KiB from a block of four bytes. More is damage, whatever a header says.
  package static let expansion = 1 << 15
  /// Footer and directories are read whole.
  package static let directoryBytes = 1 << 30
  /// A new event name per event is a mistake in the source, not an event name.
  package static let eventNames = 1_000_000
  package static let columns = 100_000
  /// The longest row a connector accepts cannot hold a longer text.
  package static let textBytes = 16 << 20

  /// Throws the error that names `limit` when `value` is above what it allows.
  package static func check(_ value: Int, _ limit: String, _ allowed: Int) throws(StoreError) {
    guard value <= allowed else { throw .limitReached(limit: limit, value: value, allowed: allowed) }
  }
}
