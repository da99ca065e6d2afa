/// A whole answer: its head, and its body in memory.
package struct HTTPReply: Sendable {
  package var status: Int
  package var headers: HTTPFields
  package var body: [UInt8]
  /// Where the answer came from, after redirects.
  package var address: WebAddress
  /// Texts that must not be shown even where the server repeats them.
  package var secrets: [String] = []

  package init(status: Int, headers: HTTPFields = HTTPFields(), body: [UInt8] = [], address: WebAddress) {
    self.status = status
    self.headers = headers
    self.body = body
    self.address = address
  }
}

/// The head of an answer, and its body as it comes.
package struct HTTPResponse: Sendable {
  package var status: Int
  package var headers: HTTPFields
  package var body: any HTTPBody
  /// Where the answer came from, after redirects.
  package var address: WebAddress

  package init(status: Int, headers: HTTPFields, body: any HTTPBody, address: WebAddress) {
    self.status = status
    self.headers = headers
    self.body = body
    self.address = address
  }

  /// Reads the body to its end; more than `limit` bytes are an error and end the exchange.
  package func collect(limit: Int) throws(HTTPError) -> HTTPReply {
    if let announced = headers["content-length"].flatMap({ Int($0) }), announced > limit {
      body.abandon()
      throw .bodyTooLarge(address: address.shown, limit: limit)
    }
    var bytes: [UInt8] = []
    if let announced = headers["content-length"].flatMap({ Int($0) }), announced > 0 {
      bytes.reserveCapacity(announced)
    }
    while let part = try body.next() {
      if bytes.count + part.count > limit {
        body.abandon()
        throw .bodyTooLarge(address: address.shown, limit: limit)
      }
      bytes += part
    }
    return HTTPReply(status: status, headers: headers, body: bytes, address: address)
  }
}

/// A body in the course of arriving. Used by one thread at a time.
///
/// No more is taken from the network than a few parts ahead of the reader, so a slow reader slows the server down.
package protocol HTTPBody: AnyObject, Sendable {
  /// The next bytes, never empty; `nil` after the last. Waits, and ends within 100 ms of a cancellation.
  func next() throws(HTTPError) -> [UInt8]?
  /// Ends the exchange without reading the rest.
  func abandon()
}
