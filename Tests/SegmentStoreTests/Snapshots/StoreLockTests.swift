import Glibc
import SegmentStore
import TestSupport
import Testing

@Suite struct StoreLockTests {
  private let directory = TemporaryDirectory()
  private var path: String { directory.path + "/lock" }

  @Test func `one holder at a time, and the other is told who`() throws {
    var holder: StoreLock? = try StoreLock(path: path)
    #expect(throws: StoreError.locked(path: path, owner: getpid())) { try StoreLock(path: path) }
    withExtendedLifetime(holder) {}
    holder = nil
    _ = try StoreLock(path: path)
  }

  @Test func `another process that holds the lock is named`() throws {
    // The shell takes the lock on descriptor 9, writes its pid as any holder does, and says so.
    let ready = directory.path + "/ready"
    let script = "exec 9<>\(path); flock -x 9; echo $$ >\(path); echo >\(ready); exec sleep 60"
    var pid: pid_t = 0
    let words: [String] = ["/bin/sh", "-c", script]
    var arguments: [UnsafeMutablePointer<CChar>?] = words.map { strdup($0) }
    arguments.append(nil)
    defer { for argument in arguments { free(argument) } }
    let spawned = posix_spawn(&pid, "/bin/sh", nil, nil, arguments, environ)
    try #require(spawned == 0)
    while access(ready, F_OK) != 0 { usleep(1000) }
    #expect(throws: StoreError.locked(path: path, owner: pid)) { try StoreLock(path: path) }
    // A holder that dies leaves no lock behind.
    kill(pid, SIGKILL)
    waitpid(pid, nil, 0)
    _ = try StoreLock(path: path)
  }

  @Test(arguments: ["", "nonsense", "99999999999999999999"]) func `a pid that cannot be read is not made up`(
    text: String
  ) throws {
    let lock = try StoreLock(path: path)
    _ = directory.write(Array(text.utf8), to: "lock")
    #expect(throws: StoreError.locked(path: path, owner: nil)) { try StoreLock(path: path) }
    withExtendedLifetime(lock) {}
  }

  @Test func `a longer pid of an earlier holder is overwritten`() throws {
    _ = directory.write(Array("123456789012345\nrest".utf8), to: "lock")
    let lock = try StoreLock(path: path)
    #expect(String(decoding: TemporaryDirectory.contents(path), as: UTF8.self) == "\(getpid())\n")
    withExtendedLifetime(lock) {}
  }
}
