/// Why a sandbox could not be made or started.
public enum SandboxError: Error, Hashable, Sendable {
  /// What is wrong with a line of event data.
  public enum RowFault: Hashable, Sendable {
    /// Not a JSON object; `column` counts bytes from 1.
    case malformed(column: Int)
    /// No user, event or time; `name` is what the sandbox calls it.
    case missing(name: String)
    /// The time is not readable or outside the years 0001 to 9999.
    case unreadableTime(String)
    /// Some rows have an `event_id`, others have none.
    case mixedEventIDs
    /// The text is not UTF-8.
    case notUTF8
  }

  case malformedRow(line: Int, fault: RowFault)
  case repeatedEventID(line: Int, id: String)
  /// There is not one event to serve.
  case noEvents
  /// More events than the sandbox can number.
  case tooManyEvents(limit: Int)
  case unknownFault(name: String)
  /// A share outside 0 to 1, or shares of faults that add up to more than 1; `name` is the option's.
  case invalidShare(name: String, value: String)
  /// A count or length of time that is zero, negative or too large; `name` is the option's.
  case outOfBounds(name: String, value: Int, least: Int, most: Int)
  /// A funnel of fewer than two steps.
  case shortFunnel(name: String)
  /// One of certificate and key is missing.
  case incompleteTLS
  /// The certificate or key could not be read; `problem` is the TLS library's own description.
  case unreadableTLSFile(path: String, problem: String)
  /// The port could not be bound; `problem` is the system's own description.
  case cannotListen(port: Int, problem: String)
  /// A sandbox serves once.
  case alreadyStarted
}
