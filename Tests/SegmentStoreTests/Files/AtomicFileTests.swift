import Glibc
import SegmentStore
import TestSupport
import Testing

@Suite struct AtomicFileTests {
  private let directory = TemporaryDirectory()

  @Test func `a file appears when it is committed, not before`() throws {
    let path = directory.path + "/a"
    let file = try AtomicFile(path: path)
    let bytes = [UInt8](repeating: 7, count: 3 << 20)
    try file.write(bytes)
    try file.write([1, 2, 3])
    #expect(file.length == UInt64(bytes.count + 3))
    #expect(TemporaryDirectory.names(in: directory.path) == ["a.partial"])
    try file.commit()
    #expect(TemporaryDirectory.names(in: directory.path) == ["a"])
    #expect(TemporaryDirectory.contents(path) == bytes + [1, 2, 3])
    file.cancel()
    #expect(TemporaryDirectory.names(in: directory.path) == ["a"])
  }

  @Test func `a file that is cancelled or dropped leaves nothing`() throws {
    let file = try AtomicFile(path: directory.path + "/a")
    try file.write([1])
    file.cancel()
    #expect(throws: StoreError.self) { try file.commit() }
    do {
      let dropped = try AtomicFile(path: directory.path + "/b")
      try dropped.write([1])
    }
    #expect(TemporaryDirectory.names(in: directory.path).isEmpty)
  }

  @Test func `a commit replaces what was there at once`() throws {
    let path = directory.write([9, 9], to: "a")
    let file = try AtomicFile(path: path)
    try file.write([1])
    #expect(TemporaryDirectory.contents(path) == [9, 9])
    try file.commit()
    #expect(TemporaryDirectory.contents(path) == [1])
  }

  @Test func `a full disk is an error, and the file stays as it was`() throws {
    let path = directory.write([9, 9], to: "a")
    // Every write to this device fails for want of space.
    symlink("/dev/full", path + ".partial")
    let file = try AtomicFile(path: path)
    #expect(throws: StoreError.system(call: "write", path: path + ".partial", code: ENOSPC)) {
      try file.write([UInt8](repeating: 0, count: 2 << 20))
    }
    #expect(throws: StoreError.system(call: "write", path: path + ".partial", code: ENOSPC)) {
      try file.commit()
    }
    file.cancel()
    #expect(TemporaryDirectory.names(in: directory.path) == ["a"])
    #expect(TemporaryDirectory.contents(path) == [9, 9])
  }

  @Test func `a name that cannot be taken is an error, and nothing is left`() throws {
    let path = directory.path + "/taken"
    mkdir(path, 0o755)
    _ = directory.write([1], to: "taken/inside")
    do {
      let file = try AtomicFile(path: path)
      try file.write([1])
      #expect(throws: StoreError.system(call: "rename", path: path, code: EISDIR)) { try file.commit() }
    }
    #expect(TemporaryDirectory.names(in: directory.path) == ["taken"])
  }

  @Test func `a directory that does not exist is named`() {
    let path = directory.path + "/none/a"
    #expect(throws: StoreError.system(call: "open", path: path + ".partial", code: ENOENT)) {
      try AtomicFile(path: path)
    }
  }
}
