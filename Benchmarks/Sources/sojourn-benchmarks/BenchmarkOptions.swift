/// What a run of the benchmarks was asked for.
struct BenchmarkOptions {
  /// A JSON Lines file of events, plain or compressed.
  var events: String
  /// Where the store is made; must not exist.
  var store: String
  /// Statements to time, in a file as `sojourn query -f` takes it.
  var statements: String?
  var runs = 5
  /// What is compared with one thread.
  var threads: Int

  static let usage = """
    usage: sojourn-benchmarks EVENTS.jsonl STORE [--statements FILE.soj] [--runs N] [--threads N]
      Reads EVENTS with one and with N threads, ingests it into the new directory STORE,
      and times each statement with one and with N threads; answers must be equal.
           sojourn-benchmarks --avro FILE.avro
      Decodes FILE with one and with all threads; Benchmarks/make_avro.py makes one of 14 columns of text.
    """

  /// Reads the arguments after the program's name; `nil` when they make no sense.
  init?(_ arguments: [String], processors: Int) {
    var places: [String] = []
    var statements: String?
    var numbers: [String: Int] = [:]
    var rest = arguments[...]
    while let argument = rest.popFirst() {
      switch argument {
      case "--statements":
        guard let value = rest.popFirst() else { return nil }
        statements = value
      case "--runs", "--threads":
        guard let value = rest.popFirst().flatMap(Int.init), (1...10_000).contains(value) else { return nil }
        numbers[argument] = value
      default:
        if argument.hasPrefix("-") { return nil }
        places.append(argument)
      }
    }
    guard places.count == 2 else { return nil }
    events = places[0]
    store = places[1]
    self.statements = statements
    runs = numbers["--runs"] ?? runs
    threads = numbers["--threads"] ?? processors
  }
}
