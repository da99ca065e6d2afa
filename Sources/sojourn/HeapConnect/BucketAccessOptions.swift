import ArgumentParser
import Connectors
import HTTPTransport
import RemoteSources

/// How a bucket of S3 is reached.
struct BucketAccessOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The address of an S3-compatible store (or set AWS_ENDPOINT_URL); by default AWS.", valueName: "url"))
  var endpointURL: String?

  @Option(
    help: ArgumentHelp(
      "The bucket's region (or set AWS_REGION); AWS itself tells it where it is wrong.", valueName: "region"))
  var region: String?

  @Option(
    name: .customLong("ca-file"),
    help: ArgumentHelp("Certificates to trust beside the system's, as PEM.", valueName: "file"))
  var certificateFile: String?

  /// Calls `body` with the bucket that `text` names and, where that is in S3, the address of its root.
  func withBucket<Result>(
    _ text: String, isCancelled: @escaping @Sendable () -> Bool,
    _ body: (_ bucket: any HeapBucket, _ root: String?) throws -> Result
  ) throws -> Result {
    guard S3Address.isAddress(text) else {
      // Who says how to reach S3 does not mean a directory.
      if endpointURL != nil || region != nil || certificateFile != nil { throw S3Error.badAddress(text) }
      return try body(try HeapMirror(root: text), nil)
    }
    let address = try S3Address(text)
    var variables: [String: String] = [:]
    for name in AWSSettings.variables { variables[name] = Terminal.environment(name) }
    let settings = AWSSettings(environment: variables)
    var options = HTTPConnectionOptions()
    options.certificateFile = certificateFile
    // Objects may be of any size; a silence is what the read timeout ends.
    options.wholeTimeout = nil
    options.readAhead = 4 << 20
    let connections = try HTTPConnections(options)
    defer { connections.shutdown() }
    let client = try S3Client(
      endpoint: try S3Endpoint(bucket: address.bucket, endpoint: endpointURL ?? settings.endpoint()),
      region: region ?? settings.region(), over: connections, isCancelled: isCancelled
    ) { () throws(S3Error) in try settings.credentials() }
    return try body(S3Bucket(address, client: client), address.description)
  }
}
