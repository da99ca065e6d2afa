/// What can be wrong with a command line or the files it names, beyond what the layers below report.
enum CommandError: Error, Equatable {
  /// A segment rests on a list that a source told, and the snapshot does not have it.
  case membersMissing(source: String, segment: String, snapshot: Int)
  /// No source keeps figures beside the snapshot.
  case figuresMissing(snapshot: Int)
  /// The figures of a source cannot be read by this version.
  case figuresUnreadable(source: String)
  /// What was being done when the system said no.
  enum Action: String {
    case open
    case read
    case write
  }

  case system(action: Action, path: String, errorNumber: Int32)
  /// Neither `--store` nor `SOJOURN_STORE` was given.
  case storeNotNamed
  /// The value of an option does not read as what it must be.
  case invalidValue(option: String, value: String, expectation: OptionExpectation)
  /// Neither a statement nor a file of statements was given.
  case statementMissing
  /// Both a statement and a file of statements were given.
  case statementTwice
  /// The text holds no statement; `file` is `nil` for one given as an argument.
  case statementEmpty(file: String?)
  /// A text file that is not UTF-8; `offset` is the first byte that does not fit.
  case invalidUTF8(path: String, offset: Int)
  case fileTooLong(path: String, limit: Int)
  /// Standard input was named more than once.
  case standardInputTwice
  /// The file to be written exists and `--force` was not given.
  case outputExists(path: String)
  /// A file of cases, or one line of it, is not JSON or not a case.
  case invalidCases(path: String, line: Int?, detail: String)
  /// A command of the prompt that is not known, or lacks what it needs.
  case unknownPromptCommand(String)
  /// Nothing was asked yet that could be written.
  case nothingToWrite(Remembered)
  /// The ending of a file's name tells no format of answers.
  case unknownResultEnding(path: String)
  /// A setting that is not of the form `name=value`.
  case invalidSetting(String)
  /// The job file is another one than the run that is to go on began with.
  case jobChanged(file: String, run: String)
  /// There is no help on this.
  case unknownHelpTopic(String, suggestions: [String])
  case cancelled

  /// What a prompt remembers of the statement before.
  enum Remembered: Equatable {
    case statement
    case answer
  }
}

/// What an option's value should have been.
enum OptionExpectation: Equatable {
  case positiveInteger
  case count
  case byteSize(least: Int)
  case share
  case delimiter
  case timeZone
  case outputFormat
  case duration
  case instant
}
