import Foundation
import TestSupport
import Testing

/// `make install` and `make uninstall`, with the executable that the tests were built with.
@Suite struct InstallTests {
  private static func make(_ target: String, into directory: TemporaryDirectory) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/make")
    process.currentDirectoryURL = URL(fileURLWithPath: TestFiles.ancestor(of: #filePath, steps: 4))
    process.arguments = [
      "--silent", target, "EXECUTABLE=\(CommandLineRun.executable.path)", "DESTDIR=\(directory.url.path)",
      "PREFIX=/usr",
    ]
    process.standardOutput = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }

  private static let files = [
    "usr/bin/sojourn", "usr/share/man/man1/sojourn.1", "usr/share/bash-completion/completions/sojourn",
    "usr/share/zsh/site-functions/_sojourn", "usr/share/fish/vendor_completions.d/sojourn.fish",
  ]

  @Test func `executable, manual and completions are put in place and taken away again`() throws {
    let directory = try TemporaryDirectory()
    #expect(try Self.make("install", into: directory) == 0)
    for file in Self.files { #expect(directory.exists(file), "\(file)") }
    let manual = try directory.text(of: Self.files[1])
    #expect(manual.hasPrefix(".TH SOJOURN 1"))
    for section in ["SOJOURN QUERY", "SOJOURN INGEST CSV", "SOJOURN RUN", "ENVIRONMENT"] {
      #expect(manual.contains(".SH \(section)\n"), "\(section)")
    }
    #expect(!manual.split(separator: "\n").contains { $0.hasPrefix("'") })
    #expect(try directory.text(of: Self.files[2]).contains("--snapshot"))
    #expect(try Self.make("uninstall", into: directory) == 0)
    for file in Self.files { #expect(!directory.exists(file), "\(file)") }
  }
}
