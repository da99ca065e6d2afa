package import HTTPTransport

/// What an export API looks like: where it is, how to get in, and what its objects' questions and answers mean.
///
/// Read from YAML, see `docs/heap-api.md`. Holds the names of secrets, never secrets.
package struct ExportProfile: Sendable {
  /// The objects a profile may describe.
  package enum Object: String, Sendable, CaseIterable {
    case events
    case users
    case accounts
    case segments
    case funnels
    case analytics
  }

  /// What the source of the events is called unless the person says otherwise.
  package var name: String
  package var base: WebAddress
  package var access: ExportAccess
  package var limits: ExportLimits
  package var objects: [Object: ExportQuery]
  /// The questions for the members of segments, where segments are described.
  package var members: ExportQuery?
}

/// How a profile's API is entered.
package struct ExportAccess: Sendable, Equatable {
  package enum Kind: String, Sendable, CaseIterable {
    /// OAuth 2.0 client credentials with `client_secret_basic`: a token call, then bearer tokens.
    case oauth
    /// A bearer token that does not expire.
    case bearer
    /// Name and password with each request.
    case basic
    /// A key in a header of any name.
    case header
    case none
  }

  /// The one address of Heap's public documentation that this contract rests on.
  package static let heapTokenURL = "https://heapanalytics.com/api/public/v0/auth_token"

  package var kind: Kind
  package var tokenAddress: WebAddress?
  /// The environment variables that hold client id (or name) and secret (or password, token, key).
  package var idVariable: String
  package var secretVariable: String
  /// The header of ``Kind/header``.
  package var header: String
  /// Seconds a token lives when its answer does not tell; Heap's documentation says five minutes.
  package var lifetime: Int64
}

/// What the server is promised not to be asked beyond.
package struct ExportLimits: Sendable, Equatable {
  /// `nil` where only the server's answers tell.
  package var requestsPerSecond: Double?
  package var burst: Int
  /// Questions under way at once.
  package var connections: Int
  /// Bytes of one answer.
  package var answerBytes: Int
  /// Attempts per question.
  package var attempts: Int
  /// Whether a `GET` may be sent on to another host, without credentials.
  package var followsOtherHosts: Bool
}

/// One object's questions and what their answers mean.
package struct ExportQuery: Sendable {
  package enum Paging: String, Sendable, CaseIterable {
    case cursor
    case page
    case offset
    case link
    case none
  }

  /// How `{from}` and `{to}` are written.
  package enum InstantFormat: String, Sendable, CaseIterable {
    case iso
    case date
    case seconds = "s"
    case milliseconds = "ms"
  }

  /// A status, and perhaps an error code in the body, that means something.
  package struct Sign: Sendable, Equatable {
    package var status: Int
    package var code: String?
  }

  // MARK: The question

  package var method: HTTPRequest.Method
  package var path: RequestTemplate
  package var query: [(name: String, value: RequestTemplate)]
  package var headers: [(name: String, value: RequestTemplate)]
  /// The body of a `POST`, JSON as a rule; values are put in as text with JSON's escapes.
  package var body: RequestTemplate?

  // MARK: Pages

  package var paging: Paging
  /// Rows per page.
  package var limit: Int
  /// The number of the first page.
  package var firstPage: Int
  /// Where in the answer things stand; `nil` where the API has no such thing.
  package var rows: AnswerPath
  package var next: AnswerPath?
  package var more: AnswerPath?
  package var total: AnswerPath?
  package var partial: AnswerPath?
  package var code: AnswerPath?
  /// Answers that say that less must be asked for.
  package var tooMuch: [Sign]
  /// Answers that say that the query must begin anew with its first page.
  package var expired: [Sign]

  // MARK: Ranges; all in microseconds

  /// Whether the question names a range of time.
  package var hasRange: Bool
  package var instantFormat: InstantFormat
  package var lookback: Int64
  package var delay: Int64
  package var firstSpan: Int64
  package var shortestSpan: Int64
  package var longestSpan: Int64
  /// Rows a chunk should have: with fewer than half of it the next one is longer.
  package var chunkRows: Int
  /// The most shares of the second key; 1 where there is none.
  package var buckets: Int

  // MARK: Rows

  /// Which field of a row is what; the meaning of the keys depends on the object.
  package var fields: [String: String]
  package var ignored: [String]
  package var renamed: [String: String]
  package var timeFormat: String
}
