import EventModel
import Synchronization

/// An open segment file: its footer in memory, everything else mapped and read on demand.
///
/// Safe to share between threads; each brings its own ``ZstdCodec``.
package final class SegmentFile: Sendable {
  package let path: String
  package let footer: SegmentFooter
  /// XXH3-64 of the footer's bytes.
  package let footerChecksum: UInt64
  /// Where the footer begins and the row groups end.
  package let footerOffset: UInt64
  private let file: MappedFile
  /// Times are read at random, so they are verified as a whole, once.
  private let timeFrames = Mutex<[Int: TimeFrames]>([:])

  package init(path: String, fileSystem: any FileSystem = LocalFileSystem()) throws(StoreError) {
    self.path = path
    file = try fileSystem.map(path)
    let bytes = file.bytes
    guard bytes.count >= SegmentFormat.headerLength + SegmentFormat.trailerLength else {
      throw .damaged(file: path, block: "header", offset: 0, problem: .tooShort)
    }
    guard bytes.prefix(8).elementsEqual(SegmentFormat.headerMagic) else {
      throw .damaged(file: path, block: "header", offset: 0, problem: .badMagic)
    }
    let version = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt32.self))
    guard version <= SegmentFormat.version else {
      throw .newerVersion(file: path, found: version, supported: SegmentFormat.version)
    }
    let flags = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 12, as: UInt32.self))
    guard version > 0, flags == 0 else {
      throw .damaged(
        file: path, block: "header", offset: 8,
        problem: .invalidCode(Int(version == 0 ? version : flags)))
    }
    let trailer = bytes.count - SegmentFormat.trailerLength
    guard bytes.suffix(8).elementsEqual(SegmentFormat.trailerMagic) else {
      throw .damaged(file: path, block: "trailer", offset: UInt64(trailer), problem: .badMagic)
    }
    func word(_ offset: Int) -> UInt64 {
      UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: trailer + offset, as: UInt64.self))
    }
    let (offset, length, checksum) = (word(0), word(8), word(16))
    guard length <= UInt64(SegmentLimits.directoryBytes), offset <= UInt64(trailer),
      length == UInt64(trailer) - offset
    else {
      throw .damaged(file: path, block: "trailer", offset: UInt64(trailer), problem: .lengthOutOfBounds)
    }
    let encoded = UnsafeRawBufferPointer(rebasing: bytes[Int(offset)..<trailer])
    guard Checksum.xxh3(encoded) == checksum else {
      throw .damaged(file: path, block: "footer", offset: offset, problem: .checksum)
    }
    footerChecksum = checksum
    footerOffset = offset
    do {
      footer = try SegmentFooter(encoded)
    } catch {
      throw .damaged(file: path, block: "footer", offset: offset, problem: error.damage)
    }
  }

  /// Throws when the file is another one than the manifest says.
  package func check(_ entry: Manifest.File) throws(StoreError) {
    guard byteCount == entry.bytes, footer.rows == entry.rows, footer.users == entry.users,
      footer.firstTime.microseconds == entry.firstTime, footer.lastTime.microseconds == entry.lastTime,
      entry.footerDigest == nil || entry.footerDigest == Checksum.text(footerChecksum)
    else {
      throw .damaged(file: path, block: "footer", offset: footerOffset, problem: .inconsistent("manifest"))
    }
  }

  /// Bytes on disk.
  package var byteCount: Int { file.bytes.count }

  /// Takes the bytes of row groups whose users' hashes all lie up to `hash` out of the process's memory; answers where
  /// they end, 0 without any.
  ///
  /// For those who read a file in the order of the hashes, so that they hold a few groups of it and not all they have
  /// read. What is read again all the same comes back.
  @discardableResult
  package func release(groupsUpTo hash: UInt64) -> Int {
    var (low, high) = (0, footer.groups.count)
    while low < high {
      let middle = (low + high) / 2
      if footer.groups[middle].lastHash <= hash { low = middle + 1 } else { high = middle }
    }
    let end = end(ofGroup: low - 1)
    file.release(upTo: end)
    return end
  }

  /// Takes all bytes out of the process's memory; what is read again comes back.
  package func release() { file.release(upTo: byteCount) }

  /// Bytes from the end of the row group before to the end of row group `index`.
  package func byteCount(ofGroup index: Int) -> Int {
    max(0, end(ofGroup: index) - end(ofGroup: index - 1))
  }

  /// Where row group `index` ends, whose directory comes after its blocks; 0 before the first, and where a damaged footer says
  /// that it ends outside the file.
  private func end(ofGroup index: Int) -> Int {
    index < 0 ? 0 : end(of: footer.groups[index].directory) ?? 0
  }

  /// The bytes of a block: verified, and decompressed where it is compressed.
  package func block(
    _ reference: BlockReference, _ name: @autoclosure () -> String, codec: ZstdCodec
  ) throws(StoreError) -> Block {
    let stored = try verifiedBytes(reference, name())
    switch reference.compression {
    case .none:
      return Block(owner: file, bytes: stored)
    case .zstd:
      do {
        return Block(decompressed: try codec.decompressed(stored, rawLength: reference.rawLength))
      } catch {
        throw damaged(reference, name(), error.damage)
      }
    }
  }

  /// The packed times of row group `index`, checked when first asked for and kept for later statements; `nil` when
  /// they are not stored as is.
  func timeFrames(
    ofGroup index: Int, _ directory: RowGroupDirectory, codec: ZstdCodec
  ) throws(StoreError) -> TimeFrames? {
    if let known = timeFrames.withLock({ $0[index] }) { return known }
    let name = "row group \(index), times"
    guard let bytes = try block(directory.times, name, codec: codec).mapped?.bytes else { return nil }
    let frames: TimeFrames
    do throws(DamageFound) {
      frames = try TimeFrames(bytes, rows: directory.rows)
    } catch {
      throw damaged(directory.times, name, error.damage)
    }
    timeFrames.withLock { $0[index] = frames }
    return frames
  }

  /// Whether all bytes of a block are in the file.
  func contains(_ reference: BlockReference) -> Bool { end(of: reference) != nil }

  /// The place behind a block's bytes, or `nil` where they are not all in the file.
  private func end(of reference: BlockReference) -> Int? {
    let end = reference.offset.addingReportingOverflow(UInt64(reference.storedLength))
    return !end.overflow && end.partialValue <= UInt64(byteCount) ? Int(end.partialValue) : nil
  }

  /// Names the place of damage found inside a block.
  package func damaged(
    _ reference: BlockReference, _ name: String, _ problem: StoreError.Damage
  ) -> StoreError {
    .damaged(file: path, block: name, offset: reference.offset, problem: problem)
  }

  private func verifiedBytes(
    _ reference: BlockReference, _ name: @autoclosure () -> String
  ) throws(StoreError) -> UnsafeRawBufferPointer {
    guard contains(reference) else { throw damaged(reference, name(), .lengthOutOfBounds) }
    let start = Int(reference.offset)
    let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[start..<start + reference.storedLength])
    guard Checksum.short(bytes) == reference.checksum else { throw damaged(reference, name(), .checksum) }
    return bytes
  }
}

/// The bytes of a block, mapped or decompressed; they live as long as the value's owner.
package struct Block {
  private let owner: AnyObject?
  private let storage: [UInt8]
  private let mappedBytes: UnsafeRawBufferPointer

  init(owner: AnyObject, bytes: UnsafeRawBufferPointer) {
    self.owner = owner
    storage = []
    mappedBytes = bytes
  }

  init(decompressed: [UInt8]) {
    owner = nil
    storage = decompressed
    mappedBytes = UnsafeRawBufferPointer(start: nil, count: 0)
  }

  /// The bytes in the file and what keeps them mapped, or `nil` for a decompressed block.
  package var mapped: (bytes: UnsafeRawBufferPointer, owner: AnyObject)? {
    owner.map { (mappedBytes, $0) }
  }

  package func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    if owner != nil {
      return try withExtendedLifetime(owner) { () throws(Failure) in try body(mappedBytes) }
    }
    // The array's own method erases the error type, so the error travels as a value.
    let outcome: Swift.Result<Result, Failure> = storage.withUnsafeBytes { bytes in
      do throws(Failure) {
        return .success(try body(bytes))
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }
}
