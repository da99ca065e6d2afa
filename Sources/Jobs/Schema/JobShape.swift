/// What a value in a job file may look like.
indirect enum JobShape: Sendable {
  case text
  /// A text that names a file; it begins at the job file's directory unless it is an address.
  case path
  case integer
  case flag
  /// A text, a number or `true` and `false`, as the parameter's type wants it.
  case scalar
  case word([String])
  /// A list; where `allowsOne` is true, a single element may stand without its list.
  case list(JobShape, allowsOne: Bool)
  case mapping([JobKey])
  /// A mapping of one of several kinds.
  case kinds([JobKind])
  /// A mapping whose keys are names of the author's choice.
  case named(JobShape)
  /// A length of time such as `30d`, or a whole number.
  case ageOrCount
}

/// One of several kinds that a mapping may be: the key of the kind's name tells it and brings other keys along.
struct JobKind: Sendable {
  var kind: JobInputKind
  /// All keys, that of the name among them.
  var keys: [JobKey]

  var name: String { kind.rawValue }

  /// The shape of what stands under a key.
  func shape(of key: String) -> JobShape? { keys.first { $0.name == key }?.shape }
}

/// One key of a mapping in a job file.
struct JobKey: Sendable {
  var name: String
  var shape: JobShape
  var isRequired = false
  var summary: String

  init(_ name: String, _ shape: JobShape, isRequired: Bool = false, _ summary: String) {
    self.name = name
    self.shape = shape
    self.isRequired = isRequired
    self.summary = summary
  }
}
