import HTTPTransport
import RemoteSources
import Reporting
import Testing

@testable import sojourn

/// Every error of S3 as a person reads it.
@Suite struct S3ErrorSentenceTests {
  @Test func `errors of S3 say what went wrong and what to do`() throws {
    let place = "s3://heap-rs3-acme/sync_1/users/part-0.avro"
    let address = "https://heap-rs3-acme.s3.eu-west-1.amazonaws.com/sync_1/users/part-0.avro"
    let errors: [S3Error] = [
      .badAddress("s3://x"), .badEndpoint("ftp://x"), .badRegion("Europe"),
      .noCredentials(profile: "default", file: "/home/ada/.aws/credentials"),
      .incompleteCredentials(place: "the environment", missing: "AWS_SECRET_ACCESS_KEY"),
      .unsupportedProfile(profile: "corp", file: "/home/ada/.aws/config", setting: "sso_session"),
      .cannotReadFile(path: "/home/ada/.aws/credentials", errorNumber: 13),
      .malformedFile(path: "/home/ada/.aws/credentials", line: 7), .noSuchBucket("heap-rs3-acme"),
      .noSuchObject(place), .objectChanged(place), .wrongLength(object: place, expected: 7_000, found: 1_234),
      .denied(action: .list, place: "s3://heap-rs3-acme/manifests/", code: "AccessDenied"),
      .denied(action: .read, place: place, code: ""),
      .badCredentials(.unknownKey, keyID: "AKIDEXAMPLE", place: "s3://heap-rs3-acme/manifests/"),
      .badCredentials(.wrongSecret, keyID: "AKIDEXAMPLE", place: "s3://heap-rs3-acme/manifests/"),
      .badCredentials(.expiredToken, keyID: "AKIDEXAMPLE", place: "s3://heap-rs3-acme/manifests/"),
      .badCredentials(.wrongToken, keyID: "AKIDEXAMPLE", place: "s3://heap-rs3-acme/manifests/"),
      .wrongClock(seconds: -1_200),
      .wrongClock(seconds: 1_200),
      .wrongClock(seconds: nil), .wrongRegion(bucket: "heap-rs3-acme", tried: "us-east-1"),
      .refused(
        action: .read, place: place, status: 409, code: "OperationAborted", requestID: "4442587FB7D0A2F9"),
      .malformedAnswer(action: .list, place: place, .malformed(offset: 12)),
      .malformedAnswer(action: .list, place: place, .nestedTooDeep(limit: 16)),
      .malformedAnswer(action: .list, place: place, .missing(element: "Key")), .endlessListing(place: place),
      .transport(place: place, .unknownHost("x.example", address: address)),
      .transport(place: place, .cannotConnect(address: address, errorNumber: 111)),
      .transport(place: place, .insecure(address: address, reason: "CERTIFICATE_VERIFY_FAILED")),
      .transport(place: place, .timedOut(.connecting, address: address, milliseconds: 10_000)),
      .transport(place: place, .timedOut(.reading, address: address, milliseconds: 60_000)),
      .transport(
        place: place, .gaveUp(attempts: 8, milliseconds: 90_000, last: .connectionLost(address: address))),
      .transport(place: place, .unexpectedStatus(503, address: address, excerpt: "")),
      .transport(place: place, .cancelled),
    ]
    var text = ""
    for error in errors {
      for message in ErrorRenderer().messages(for: error) {
        text +=
          "[\(message.report.code), exit \(message.exit.rawValue)]\n" + message.text(style: .plain) + "\n"
      }
    }
    try GoldenFile.check(text, "errors-s3")
  }
}
