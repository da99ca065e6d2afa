import Connectors
import DatasetGenerator
import EventModel
import Glibc
import Ingestion
import Jobs
import QueryEngine
import QueryLanguage
import Reporting
import SegmentStore
import Testing

@testable import sojourn

/// Every error as a person sees it, recorded in files that are read as a whole.
@Suite struct ErrorSentenceTests {
  private func check(_ errors: [any Error], _ name: String, _ renderer: ErrorRenderer = ErrorRenderer())
    throws
  {
    var text = ""
    for error in errors {
      for message in renderer.messages(for: error) {
        #expect(!message.report.code.isEmpty)
        text +=
          "[\(message.report.code), exit \(message.exit.rawValue)]\n" + message.text(style: .plain) + "\n"
      }
    }
    try GoldenFile.check(text, name)
  }

  @Test func `errors of event files`() throws {
    let columns = ["user_id", "event", "when"]
    let errors: [EventFileError] = [
      .cannotOpen(input: "log.csv", errorNumber: ENOENT), .cannotOpen(input: "log.csv", errorNumber: EACCES),
      .cannotRead(input: "log.csv", offset: 4096, errorNumber: EIO),
      .notCompressedAsNamed(input: "log.csv.gz", compression: .gzip),
      .corruptCompression(input: "log.csv.zst", compression: .zstd, offset: 77),
      .truncatedCompression(input: "log.csv.gz", compression: .gzip, offset: 1234),
      .unsupportedEncoding(input: "log.csv", encoding: "UTF-16LE"),
      .malformedHeader(input: "log.csv", reason: .malformedQuotes(offset: 8)),
      .malformedHeader(input: "log.csv", reason: .invalidUTF8(offset: 3)),
      .malformedHeader(input: "log.csv", reason: .nulByte(offset: 3)),
      .malformedHeader(input: "log.csv", reason: .rowTooLong(bytes: 20_000_000, limit: 16_777_216)),
      .duplicateColumn(input: "log.csv", column: "amount", first: 2, second: 5),
      .missingRole(input: "log.csv", role: .time, columns: columns),
      .ambiguousRole(
        input: "log.csv", role: .user, candidates: ["user_id", "distinct_id"], columns: columns),
      .unknownColumn(input: "log.csv", role: .user, column: "usr_id", columns: columns),
      .unknownColumn(input: "log.csv", role: .eventID, column: "zzz", columns: columns),
      .columnWithTwoRoles(input: "log.csv", column: "event", first: .user, second: .event),
      .cancelled,
    ]
    try check(errors, "errors-event-files")
  }

  @Test func `errors of jobs`() throws {
    let kinds: [JobFileError.Kind] = [
      .syntax("did not find expected ',' or ']'"), .empty, .tooLong(limit: 1_048_576),
      .unknownKey("statments", allowed: ["job", "statements"]), .repeatedKey("job", firstLine: 1),
      .missingKey("ask"),
      .wrongType(key: "snapshot", expected: .integer), .wrongType(key: "ask", expected: .text),
      .wrongType(key: "optional", expected: .flag), .wrongType(key: "ingest", expected: .list),
      .wrongType(key: "parameters", expected: .mapping), .wrongType(key: "keep", expected: .ageOrCount),
      .unknownWord(key: "format", value: "cvs", allowed: ["csv", "json"]), .repeatedName("checkout"),
      .inputKinds([], known: ["csv", "jsonl"]), .inputKinds(["csv", "jsonl"], known: []),
      .unknownVariable("dya", known: ["day", "today"]),
      .invalidTemplate("${day:%Q}"), .unsafeText(variable: "country"), .missingParameter("day"),
      .invalidParameter("day", value: "someday", type: "date"),
      .invalidParameter("top", value: "many", type: "integer"),
      .forbiddenParameter("country", value: "CH", allowed: ["DE", "AT"]),
      .unknownSetting("contry", known: ["country"]), .unknownZone("Mars"), .invalidExpectation("rate > 1"),
      .unknownAnswer("chekout", known: ["checkout"]),
      .statement(
        name: "checkout", text: "funnel a witin 7d", Parser.parse("funnel a witin 7d").diagnostics),
      .statementCount(name: "checkout", 2), .statementCount(name: "checkout", 0),
      .unknownEnding("out/x.exe"), .nothingToDo,
    ]
    let problems = kinds.enumerated().map { JobFileError.Problem($1, line: $0 + 1, column: 3) }
    try check([JobFileError(file: "nightly.yml", problems: problems)], "errors-jobs")
  }

  @Test func `errors of stores`() throws {
    let damages: [StoreError.Damage] = [
      .tooShort, .badMagic, .checksum, .badCompression, .lengthOutOfBounds, .invalidCode(9),
      .inconsistent("row group totals"),
    ]
    let errors: [StoreError] =
      [
        .system(call: "open", path: "shop/segments/a.sjn", code: EACCES),
        .system(call: "write", path: "shop/segments/a.sjn.partial", code: ENOSPC),
        .system(call: "mkdir", path: "shop", code: EROFS),
        .newerVersion(file: "shop/segments/a.sjn", found: 7, supported: 1), .notAStore(path: "shop"),
        .directoryNotEmpty(path: "shop"), .emptyStore(path: "shop"),
        .noSuchSnapshot(path: "shop", number: 9, available: [1, 2, 3, 7]),
        .noSuchSnapshot(path: "shop", number: 9, available: [1]), .locked(path: "shop/lock", owner: 4711),
        .locked(path: "shop/lock", owner: nil),
        .pathLeavesStore(manifest: "shop/snapshots/00000001.json", path: "../etc"),
        .badManifest(path: "shop/snapshots/00000001.json", detail: "number out of range"),
        .limitReached(limit: "event names per file", value: 5_000_000, allowed: 1_000_000),
      ] + damages.map { .damaged(file: "shop/segments/a.sjn", block: "times", offset: 123, problem: $0) }
    try check(errors, "errors-store")
  }

  @Test func `errors of the engine`() throws {
    let text = "funnel view -> purchse\n  where plan = pro within 7d"
    func span(_ word: String) throws -> SourceSpan {
      let range = try #require(text.firstRange(of: word))
      let before = text[..<range.lowerBound]
      let line = before.filter { $0 == "\n" }.count + 1
      let column = before.split(separator: "\n", omittingEmptySubsequences: false).last?.count ?? 0
      let start = SourcePosition(offset: before.utf8.count, line: line, column: column + 1)
      let end = SourcePosition(
        offset: start.offset + word.utf8.count, line: line, column: column + 1 + word.count)
      return SourceSpan(start: start, end: end)
    }
    let problems: [StatementProblem] = [
      .init(.unknownEvent("purchse"), at: try span("purchse"), suggestions: ["purchase"]),
      .init(.unknownEvent("purchse"), at: try span("purchse")),
      .init(.unknownProperty("pro"), at: try span("pro")),
      .init(.unknownZone("Europe/Berln"), at: .none), .init(.notComputed("holding"), at: try span("where")),
      .init(.emptyRange, at: try span("view")), .init(.windowNotPositive, at: try span("7d")),
      .init(.tooManySteps(40, allowed: 32), at: .none),
      .init(.depthOutOfBounds(0, allowed: 1...100), at: .none), .init(.topNotPositive, at: .none),
      .init(.stepNumberOutOfBounds(4, steps: 2), at: .none), .init(.optionalStep(2), at: .none),
      .init(.tooFewVariants(["A"]), at: .none),
      .init(.tooFewVariants([]), at: .none), .init(.unknownVariant("C", known: ["A", "B"]), at: .none),
      .init(.numberOutOfBounds(what: "a weight", -1, .positive), at: .none),
      .init(.numberOutOfBounds(what: "a margin", -0.02, .notNegative), at: .none),
      .init(.numberOutOfBounds(what: "a lift", 0, .notZero), at: .none),
      .init(.numberOutOfBounds(what: "a support", 200, .share), at: .none),
      .init(.resolutionNotPositive, at: .none),
      .init(.levelOutOfBounds(2), at: .none), .init(.tooManyLabels(allowed: 65_535), at: .none),
    ]
    let contradictions: [Contradiction] = [
      .everyStepOptional, .readsLeadingStep, .unboundedRepetition, .dressedExclusion, .relativeExclusion,
      .exclusionOfSingleStep, .arrowsWithoutOrder(.unordered), .relationsWithoutOrder(.sets),
      .toleranceWithoutOrder(.unordered), .innerExclusionWithoutOrder, .sets(with: "within"),
      .removeUnitWithEvery, .timesWithEntry, .foldWithRelation, .sessionsOfOtherUnits, .weekStartWithoutTrend,
      .attributeAllOfAttempts, .havingAttributeAll, .compareAttributeAll, .correlateEvery, .boundaryAsStep,
      .dressedCut, .sameSideTwice, .dressedEvent, .relativeEvent, .clausesOfSegment,
    ]
    let unreachable: [Unreachability] = [.emptyGap, .gapsBeyondWindow, .windowOfTooFewEvents, .instantWindow]
    let meaningless =
      contradictions.map { StatementProblem(.contradiction($0), at: .none) }
      + unreachable.map { StatementProblem(.neverMatches(step: 2, $0), at: .none) }
    try check(
      [QueryError.invalid(meaningless)], "errors-contradictions",
      ErrorRenderer(statements: .init(text: text, file: nil)))
    let renderer = ErrorRenderer(statements: .init(text: text, file: "questions.soj"), snapshot: 3)
    try check([QueryError.invalid(problems), QueryError.cancelled], "errors-engine", renderer)
    try check(
      [QueryError.invalid([problems[0]])], "errors-engine-typed",
      ErrorRenderer(statements: .init(text: text, file: nil)))
  }

  @Test func `errors of the language`() throws {
    let text = "show evnts;\n\nfunnel a -> ;\nfunnel a where x == 1;\njourneys from 'a;"
    let diagnostics = Parser.parse(text).diagnostics
    #expect(diagnostics.count >= 4)
    try check(
      diagnostics, "errors-language", ErrorRenderer(statements: .init(text: text, file: "questions.soj")))
  }

  @Test func `errors of recipes and generated files`() throws {
    let place = RecipeError.Place(file: "shop.yml", line: 3, column: 7)
    let recipes: [RecipeError] = [
      .syntax(place, problem: "did not find expected key"), .empty(place),
      .tooLong(place, bytes: 300_000, limit: 262_144), .missingKey(place, key: "users"),
      .unknownKey(place, key: "usres", allowed: ["users", "events"]),
      .unknownKey(place, key: "xyz", allowed: ["users", "events"]), .repeatedKey(place, key: "users"),
      .wrongType(place, key: "count", expected: .integer, found: "many"),
      .outOfBounds(place, key: "count", value: "0", least: "1", most: "100"),
      .unknownName(place, subject: .state, name: "hom", known: ["home", "search"]),
      .repeatedName(place, name: "home"), .noWeight(place, key: "values"),
      .endless(place, state: "home"), .unreachable(place, state: "home"),
      .unfitProperty(place, name: "price", expected: "label"),
    ]
    let datasets: [DatasetError] = [
      .unknownEnding(path: "a.txt"), .invalidEventCount(-1), .cannotCreate(path: "no/a.csv", errno: ENOENT),
      .cannotWrite(path: "a.csv", errno: ENOSPC),
      .cannotRename(from: "a.partial", to: "a.csv", errno: EACCES),
      .cannotCompress(path: "a.csv.gz", code: -2), .cancelled,
    ]
    try check(recipes + datasets, "errors-generate")
  }

  @Test func `errors of options and small files`() throws {
    let commands: [CommandError] = [
      .system(action: .open, path: "questions.soj", errorNumber: ENOENT), .storeNotNamed,
      .invalidValue(option: "--threads", value: "0", expectation: .positiveInteger),
      .invalidValue(option: "--events", value: "many", expectation: .count),
      .invalidValue(option: "--memory", value: "5", expectation: .byteSize(least: 1_000_000)),
      .invalidValue(option: "--max-rejects", value: "5", expectation: .share),
      .invalidValue(option: "--delimiter", value: "#", expectation: .delimiter),
      .invalidValue(option: "--time-zone", value: "Berlin", expectation: .timeZone),
      .invalidValue(option: "\\format", value: "xml", expectation: .outputFormat), .statementMissing,
      .statementTwice, .statementEmpty(file: "questions.soj"), .statementEmpty(file: nil),
      .invalidUTF8(path: "questions.soj", offset: 12), .fileTooLong(path: "questions.soj", limit: 1_048_577),
      .standardInputTwice, .outputExists(path: "shop.csv"),
      .invalidCases(path: "cases.json", line: 2, detail: "the case has no kind or no inputs"),
      .unknownPromptCommand("\\foo"), .nothingToWrite(.answer), .nothingToWrite(.statement),
      .unknownResultEnding(path: "x.exe"), .unknownHelpTopic("funel", suggestions: ["funnel"]),
      .unknownHelpTopic("zzz", suggestions: []), .invalidSetting("day"),
      .jobChanged(file: "nightly.yml", run: "20260101030000-7"), .cancelled,
    ]
    let faults: [TimePattern.Fault] = [
      .unknownFormat("nope"), .unknownDirective("q", offset: 3), .unknownDirective("", offset: 3),
      .repeatedDirective("d", offset: 6), .missingDirective("%Y"),
    ]
    try check(commands + faults + [IngestError.cancelled, Unforeseen()], "errors-options")
  }

  @Test func `names from files cannot act on the terminal`() {
    let error = EventFileError.unknownColumn(
      input: "a\u{1B}[2Jb", role: .user, column: "\u{7}", columns: ["\u{1B}[31mred"])
    let text = ErrorRenderer().messages(for: error).map { $0.text(style: .plain) }.joined()
    #expect(!text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
    #expect(text.contains("␛[2J"))
  }

  @Test func `colours mark the word error, the carets and the hint`() throws {
    let text = "show evnts"
    let diagnostic = try #require(Parser.parse(text).diagnostics.first)
    let message = ErrorRenderer(statements: .init(text: text, file: nil)).message(for: diagnostic)
    let plain = message.text(style: .plain)
    let painted = message.text(style: .ansi)
    #expect(painted.contains("\u{1B}[1;31merror:\u{1B}[0m"))
    #expect(painted.contains("\u{1B}[31m^^^^^\u{1B}[0m"))
    #expect(painted.contains("\u{1B}[1;36mhint:\u{1B}[0m"))
    #expect(painted.replacing(#/\u{1B}\[[0-9;]*m/#, with: "") == plain)
  }

  @Test func `the outcome of several parts is the one that says most`() {
    #expect(CommandExit.done.combined(with: .wrongRequest) == .wrongRequest)
    #expect(CommandExit.failed.combined(with: .wrongRequest) == .failed)
    #expect(CommandExit.cancelled.combined(with: .failed) == .cancelled)
    #expect(CommandExit.done.combined(with: .done) == .done)
  }
}

private struct Unforeseen: Error {}
