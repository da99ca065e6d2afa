public import EventModel

/// How the rows of Avro files become events.
public struct AvroEventMapping: Sendable {
  /// The name all events get.
  public var eventName: String
  /// The column of the user; rows without a value in it are rejected. `nil` where rows belong to nobody.
  public var user: String?
  /// The column of the time.
  public var time: String?
  /// The time of rows that have none; `nil` where such rows are rejected.
  public var missingTime: Timestamp?
  public var session: String?
  /// The column of the event id; may be that of the session.
  public var eventID: String?
  /// What stands before the ids of events, to keep those of several tables apart.
  public var eventIDPrefix = ""
  /// Columns of epoch numbers that become timestamps; texts among them stay as they are unless they are times.
  public var timestamps: Set<String> = []
  /// Columns left out.
  public var ignored: Set<String> = []
  /// Properties that every event gets.
  public var constants: [(column: EventColumn, text: String)] = []
  public var times: TimeTextParser

  public init(eventName: String, user: String?, time: String?, times: TimeTextParser = .init()) {
    self.eventName = eventName
    self.user = user
    self.time = time
    self.times = times
  }

  /// What a column is to an event.
  enum Use: Equatable {
    case user
    case time
    /// A text under the number of the event column.
    case session(UInt32)
    case eventID(UInt32)
    /// Both, under one number each.
    case sessionAndEventID(UInt32, UInt32)
    case property(UInt32)
    case timestamp(UInt32)
  }
}

/// What each column of a file is to an event.
struct AvroColumnUses {
  let uses: [AvroEventMapping.Use]
  /// The number of the event column where a column is a property as it stands, which most are; else ``noProperty``.
  let propertyNumbers: [UInt32]

  static let noProperty = UInt32.max

  init(_ uses: [AvroEventMapping.Use]) {
    self.uses = uses
    propertyNumbers = uses.map { use in
      if case .property(let number) = use { number } else { Self.noProperty }
    }
  }
}
