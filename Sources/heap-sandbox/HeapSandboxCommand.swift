import ArgumentParser
import DatasetGenerator
import EventModel
import Glibc
import HeapSandbox

/// `heap-sandbox`: serves until it is told to stop.
@main
struct HeapSandboxCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "heap-sandbox",
    abstract: "Serve a generated project like an export API that misbehaves on demand.",
    discussion: """
      A stand-in for trying sojourn ingest heap-api; docs/heap-sandbox.md is its
      contract. Only the call for a token is Heap's own; every other path is this
      server's invention.

      When it is ready it prints one line of JSON: address, client_id,
      client_secret, events, users. Ctrl-C or SIGTERM ends it; what it has served is
      said on standard error. HEAP_SANDBOX_CLIENT_ID and HEAP_SANDBOX_CLIENT_SECRET
      set the credentials, which are made up otherwise.

      Lengths of time are written 300ms, 30s, 5m, 2h, 3d.

      EXAMPLES
        heap-sandbox --recipe datasets/shop.yml --events 200000 --seed 7 --port 8080
        heap-sandbox --recipe datasets/shop.yml --faults cut=0.05,429=0.1,slow
        heap-sandbox --recipe datasets/shop.yml --rate-limit 60/30s \\
          --complexity-limit 100000 --complexity-answer mixed --token-lifetime 20s
        heap-sandbox --data events.jsonl --user-properties plan,country \\
          --tls-certificate server.pem --tls-key server.key

      EXIT CODES
        0 ended by a signal, 1 failed while working, 2 the request was wrong
      """)

  @Option(help: ArgumentHelp("The port to serve on 127.0.0.1; 0 lets the system choose.", valueName: "p"))
  var port = 0

  @OptionGroup(title: "Data") var data: DataOptions
  @OptionGroup(title: "Behaviour") var behaviour: BehaviourOptions
  @OptionGroup(title: "Faults") var faults: FaultOptions

  @Option(help: ArgumentHelp("Serve over TLS with this certificate chain, PEM.", valueName: "path"))
  var tlsCertificate: String?

  @Option(help: ArgumentHelp("The certificate's private key, PEM.", valueName: "path"))
  var tlsKey: String?

  static func main() async {
    // A closed connection or pipe is an error of the write that meets it.
    signal(SIGPIPE, SIG_IGN)
    let signals = StopSignals()
    do {
      let command = try parseAsRoot()
      guard let command = command as? HeapSandboxCommand else {
        var command = command
        try command.run()
        return
      }
      try await command.serve(until: signals)
    } catch {
      if let sentence = SandboxSentence.text(for: error) {
        StandardStream.note(sentence)
        Glibc.exit(SandboxSentence.isUsage(error) ? 2 : 1)
      }
      // Help and the version are errors too, to the argument parser.
      if exitCode(for: error).isSuccess { exit(withError: error) }
      StandardStream.note(fullMessage(for: error))
      Glibc.exit(2)
    }
  }

  private func serve(until signals: StopSignals) async throws {
    let sandbox = try HeapSandbox(try data.source(), options: try options())
    try await sandbox.start()
    guard let address = sandbox.address else { return }
    // One line that scripts read; the credentials open nothing but this server.
    StandardStream.result(
      """
      {"address":"\(address)","client_id":\(quoted(sandbox.credentials.clientID)),\
      "client_secret":\(quoted(sandbox.credentials.clientSecret)),\
      "events":\(sandbox.eventCount),"users":\(sandbox.userCount)}
      """)
    await signals.first()
    await sandbox.stop()
    StandardStream.note(SandboxSentence.summary(of: sandbox.statistics))
  }

  private func options() throws -> SandboxOptions {
    var options = SandboxOptions()
    options.port = port
    options.certificateFile = tlsCertificate
    options.keyFile = tlsKey
    options.seed = data.seed
    try behaviour.apply(to: &options)
    options.faults = try faults.chosen()
    let environment = (
      id: getenv("HEAP_SANDBOX_CLIENT_ID").map { String(cString: $0) },
      secret: getenv("HEAP_SANDBOX_CLIENT_SECRET").map { String(cString: $0) }
    )
    if let id = environment.id { options.credentials.clientID = id }
    if let secret = environment.secret { options.credentials.clientSecret = secret }
    return options
  }

  private func quoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\\(scalar)"
      case "\u{0}"..<" ":
        let digits = String(scalar.value, radix: 16)
        quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
