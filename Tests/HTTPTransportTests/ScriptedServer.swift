import Dispatch
import Glibc
import Synchronization

/// A server of sockets that answers each connection with the next of some exact bytes, and may stop in the middle.
final class ScriptedServer: Sendable {
  /// What happens on one connection.
  struct Answer: Sendable {
    /// Sent piece by piece, with a pause before each but the first.
    var pieces: [String]
    var pauseMilliseconds: UInt32 = 0
    /// Whether the connection stays open, silent, until the server stops.
    var staysOpen = false
  }

  let port: Int
  private let descriptor: Int32
  private let answers: Mutex<[Answer]>
  private let received = Mutex<[String]>([])
  private let open = Mutex<[Int32]>([])

  init(_ answers: [Answer]) {
    self.answers = Mutex(answers)
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    self.descriptor = descriptor
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    withUnsafeMutablePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        precondition(bind(descriptor, address, length) == 0)
        precondition(listen(descriptor, 16) == 0)
        precondition(getsockname(descriptor, address, &length) == 0)
      }
    }
    port = Int(UInt16(bigEndian: address.sin_port))
    DispatchQueue(label: "scripted").async { self.serve() }
  }

  convenience init(_ texts: String...) { self.init(texts.map { Answer(pieces: [$0]) }) }

  /// The requests so far, whole.
  var requests: [String] { received.withLock { $0 } }

  func stop() {
    shutdown(descriptor, Int32(SHUT_RDWR))
    close(descriptor)
    open.withLock { for descriptor in $0 { close(descriptor) } }
  }

  private func serve() {
    while true {
      let connection = accept(descriptor, nil, nil)
      if connection < 0 { return }
      let request = read(connection)
      received.withLock { $0.append(request) }
      let answer = answers.withLock { $0.isEmpty ? nil : $0.removeFirst() }
      for (index, piece) in (answer?.pieces ?? []).enumerated() {
        if index > 0, let pause = answer?.pauseMilliseconds { usleep(pause * 1000) }
        let bytes = Array(piece.utf8)
        _ = bytes.withUnsafeBytes { send(connection, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
      }
      if answer?.staysOpen == true {
        open.withLock { $0.append(connection) }
      } else {
        close(connection)
      }
    }
  }

  /// Reads a head, and a body where its length is told.
  private func read(_ connection: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = recv(connection, &chunk, chunk.count, 0)
      if count <= 0 { break }
      bytes += chunk[..<count]
      let text = String(decoding: bytes, as: UTF8.self)
      let parts = text.split(separator: "\r\n\r\n", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { continue }
      let length = parts[0].split(separator: "\r\n").first { $0.lowercased().hasPrefix("content-length:") }
        .flatMap { Int($0.dropFirst("content-length:".count).filter { $0 != " " }) }
      if parts[1].utf8.count >= length ?? 0 { break }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
