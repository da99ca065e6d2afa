/// What a value in a job file may look like.
indirect enum JobShape: Sendable {
  case text
  case integer
  case flag
  /// A text, a number or `true` and `false`, as the parameter's type wants it.
  case scalar
  case word([String])
  /// A list; where `allowsOne` is true, a single element may stand without its list.
  case list(JobShape, allowsOne: Bool)
  case mapping([JobKey])
  /// A mapping whose keys are names of the author's choice.
  case named(JobShape)
  /// A length of time such as `30d`, or a whole number.
  case ageOrCount
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
