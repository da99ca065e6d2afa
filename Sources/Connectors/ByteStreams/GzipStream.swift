import CZlib

/// The decoded bytes of a gzip file, which may consist of several members (as `cat a.gz b.gz` or bgzip make it).
///
/// Zero bytes after the last member are padding, as tape blocks leave it; anything else there is corruption.
final class GzipStream: ByteStream {
  private let stored: StoredStream
  private let input: String
  private let inflater: UnsafeMutablePointer<z_stream>
  private let storedBytes = UnsafeMutableRawBufferPointer.allocate(
    byteCount: EventFileLimits.storedReadBytes, alignment: 16)
  private var storedRange = 0..<0
  /// Where in the input ``storedBytes`` begins.
  private var storedOffset: UInt64 = 0
  private var phase = Phase.memberStart
  /// What to throw once the bytes decoded before it were handed over.
  private var failure: EventFileError?

  private enum Phase {
    case memberStart
    case inMember
    case padding
    case ended
  }

  init(stored: StoredStream, input: String) throws(EventFileError) {
    self.stored = stored
    self.input = input
    inflater = .allocate(capacity: 1)
    inflater.initialize(to: z_stream())
    // 15 bits of window, +16 for the gzip wrapper.
    let status = inflateInit2_(inflater, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
    guard status == Z_OK else {
      throw .corruptCompression(input: input, compression: .gzip, offset: 0)
    }
  }

  deinit {
    inflateEnd(inflater)
    inflater.deallocate()
    storedBytes.deallocate()
  }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(EventFileError) -> Int {
    guard buffer.count > 0 else { return 0 }
    while true {
      if let failure { throw failure }
      if storedRange.isEmpty, try !refill() {
        switch phase {
        case .inMember: throw .truncatedCompression(input: input, compression: .gzip, offset: position)
        case .memberStart where position == 0:
          throw .truncatedCompression(input: input, compression: .gzip, offset: 0)
        case .memberStart, .padding, .ended:
          phase = .ended
          return 0
        }
      }
      switch phase {
      case .memberStart where position > 0 && storedBytes[storedRange.lowerBound] == 0: phase = .padding
      case .memberStart, .inMember:
        let written = inflate(into: buffer)
        if written > 0 { return written }
      case .padding:
        while !storedRange.isEmpty {
          guard storedBytes[storedRange.lowerBound] == 0 else {
            throw .corruptCompression(input: input, compression: .gzip, offset: position)
          }
          storedRange = storedRange.lowerBound + 1..<storedRange.upperBound
        }
      case .ended: return 0
      }
    }
  }

  /// Offset in the input of the next byte to decode.
  private var position: UInt64 { storedOffset + UInt64(storedRange.lowerBound) }

  private func refill() throws(EventFileError) -> Bool {
    storedOffset += UInt64(storedRange.lowerBound)
    storedRange = 0..<0
    let count = try stored.read(into: storedBytes)
    storedRange = 0..<count
    return count > 0
  }

  /// Decodes what fits; an error becomes ``failure``, because bytes may have been written before it.
  private func inflate(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let room = min(buffer.count, Int(Int32.max))
    let range = storedRange
    let start = position
    inflater.pointee.next_in = storedBytes.baseAddress.map {
      $0.assumingMemoryBound(to: UInt8.self) + range.lowerBound
    }
    inflater.pointee.avail_in = UInt32(range.count)
    inflater.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
    inflater.pointee.avail_out = UInt32(room)
    let status = CZlib.inflate(inflater, Z_NO_FLUSH)
    storedRange = range.upperBound - Int(inflater.pointee.avail_in)..<range.upperBound
    switch status {
    case Z_OK, Z_BUF_ERROR: phase = .inMember
    case Z_STREAM_END:
      phase = .memberStart
      inflateReset(inflater)
    default:
      // What does not even begin like a member is wrong where it begins.
      failure = .corruptCompression(
        input: input, compression: .gzip, offset: phase == .memberStart ? start : position)
    }
    return room - Int(inflater.pointee.avail_out)
  }
}
