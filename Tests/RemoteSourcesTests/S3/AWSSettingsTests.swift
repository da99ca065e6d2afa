import Glibc
import HTTPTransport
import TestSupport
import Testing

@testable import RemoteSources

@Suite struct AWSSettingsTests {
  private static let files = [
    "/home/ada/.aws/credentials": """
      # the work account
      [default]
      aws_access_key_id = AKDEFAULT
      aws_secret_access_key=default/secret=

      [ staging ]
      aws_access_key_id=AKSTAGING
      aws_secret_access_key = staging-secret
      aws_session_token = staging-token
      s3 =
        max_concurrent_requests = 20
      [half]
      aws_access_key_id = AKHALF
      """,
    "/home/ada/.aws/config": """
      [default]\r
      region = eu-central-1\r
      [profile staging]
      region = us-west-2
      endpoint_url = http://localhost:9000
      [profile sso]
      sso_session = corp
      ; not a profile
      [sso-session corp]
      sso_start_url = https://corp.example
      [profile keys]
      aws_access_key_id = AKCONFIG
      aws_secret_access_key = config-secret
      """,
  ]

  private func settings(
    _ environment: [String: String] = [:], files: [String: String] = AWSSettingsTests.files
  ) -> AWSSettings {
    AWSSettings(environment: ["HOME": "/home/ada"].merging(environment) { $1 }) { path throws(S3Error) in
      files[path].map { Array($0.utf8) }
    }
  }

  @Test func `the environment comes before any file`() throws {
    let settings = settings([
      "AWS_ACCESS_KEY_ID": "AKENV", "AWS_SECRET_ACCESS_KEY": "env-secret", "AWS_SESSION_TOKEN": "env-token",
      "AWS_PROFILE": "staging", "AWS_REGION": "ap-south-1", "AWS_ENDPOINT_URL": "https://minio.example",
    ])
    #expect(
      try settings.credentials() == S3Credentials(keyID: "AKENV", secret: "env-secret", sessionToken: "env-token"))
    #expect(try settings.region() == "ap-south-1")
    #expect(try settings.endpoint() == "https://minio.example")
  }

  @Test func `the profile that is named is read from the shared files, else the default one`() throws {
    #expect(try settings().credentials() == S3Credentials(keyID: "AKDEFAULT", secret: "default/secret="))
    #expect(try settings().region() == "eu-central-1")
    #expect(try settings().endpoint() == nil)
    let staging = settings(["AWS_PROFILE": "staging"])
    #expect(
      try staging.credentials()
        == S3Credentials(keyID: "AKSTAGING", secret: "staging-secret", sessionToken: "staging-token"))
    #expect(try staging.region() == "us-west-2")
    #expect(try staging.endpoint() == "http://localhost:9000")
    #expect(try settings(["AWS_PROFILE": "keys"]).credentials().keyID == "AKCONFIG")
    let moved = settings(
      ["AWS_SHARED_CREDENTIALS_FILE": "/etc/keys"],
      files: ["/etc/keys": "[default]\naws_access_key_id=AKETC\naws_secret_access_key=s\n"])
    #expect(try moved.credentials().keyID == "AKETC")
    #expect(try moved.region() == nil)
  }

  @Test func `what is missing or cannot be used is named`() throws {
    #expect(
      throws: S3Error.incompleteCredentials(place: "the environment", missing: "AWS_SECRET_ACCESS_KEY")
    ) { try settings(["AWS_ACCESS_KEY_ID": "AKENV"]).credentials() }
    #expect(
      throws: S3Error.incompleteCredentials(place: "the environment", missing: "AWS_ACCESS_KEY_ID")
    ) { try settings(["AWS_SECRET_ACCESS_KEY": "x"]).credentials() }
    #expect(
      throws: S3Error.incompleteCredentials(
        place: "profile 'half' of /home/ada/.aws/credentials", missing: "aws_secret_access_key")
    ) { try settings(["AWS_PROFILE": "half"]).credentials() }
    #expect(
      throws: S3Error.unsupportedProfile(profile: "sso", file: "/home/ada/.aws/config", setting: "sso_session")
    ) { try settings(["AWS_PROFILE": "sso"]).credentials() }
    #expect(throws: S3Error.noCredentials(profile: "nobody", file: "/home/ada/.aws/credentials")) {
      try settings(["AWS_PROFILE": "nobody"]).credentials()
    }
    #expect(throws: S3Error.noCredentials(profile: "default", file: "/home/ada/.aws/credentials")) {
      try settings(files: [:]).credentials()
    }
    #expect(throws: S3Error.malformedFile(path: "/home/ada/.aws/credentials", line: 2)) {
      try settings(files: ["/home/ada/.aws/credentials": "[default]\nnonsense\n"]).credentials()
    }
  }

  @Test func `files are read from the disk, and one that cannot be read is no missing one`() throws {
    let directory = TemporaryDirectory()
    let path = directory.write(
      Array("[default]\naws_access_key_id=AKDISK\naws_secret_access_key=s\n".utf8), to: "credentials")
    let settings = AWSSettings(environment: ["AWS_SHARED_CREDENTIALS_FILE": path])
    #expect(try settings.credentials().keyID == "AKDISK")
    let folder = AWSSettings(environment: ["AWS_SHARED_CREDENTIALS_FILE": directory.path])
    #expect(throws: S3Error.cannotReadFile(path: directory.path, errorNumber: EISDIR)) {
      try folder.credentials()
    }
  }

  @Test func `addresses of buckets are read as people write them, and others refused`() throws {
    #expect(try S3Address("s3://heap-rs3-acme").prefix == "")
    #expect(try S3Address("S3://heap-rs3-acme/").description == "s3://heap-rs3-acme")
    #expect(try S3Address("s3a://heap-rs3-acme/copies/2026//").prefix == "copies/2026/")
    for text in ["s3://", "s3:///x", "s3://a", "s3://a@b/c", "s3://bad name", "https://x", "s3://buck:80", "s3://-ab"] {
      #expect(throws: S3Error.badAddress(text)) { try S3Address(text) }
    }
  }

  @Test func `requests go to the bucket's host on AWS and to its path elsewhere`() throws {
    func address(_ bucket: String, _ endpoint: String?, _ region: String) throws -> String {
      try S3Endpoint(bucket: bucket, endpoint: endpoint).address(key: "a b/ü+.avro", region: region).text
    }
    #expect(
      try address("heap-rs3-acme", nil, "eu-west-1")
        == "https://heap-rs3-acme.s3.eu-west-1.amazonaws.com/a%20b/%C3%BC%2B.avro")
    #expect(
      try address("heap.rs3", nil, "eu-west-1") == "https://s3.eu-west-1.amazonaws.com/heap.rs3/a%20b/%C3%BC%2B.avro")
    #expect(
      try address("heap-rs3-acme", nil, "cn-north-1")
        == "https://heap-rs3-acme.s3.cn-north-1.amazonaws.com.cn/a%20b/%C3%BC%2B.avro")
    #expect(
      try address("heap-rs3-acme", "http://127.0.0.1:9000/s3/", "x")
        == "http://127.0.0.1:9000/s3/heap-rs3-acme/a%20b/%C3%BC%2B.avro")
    #expect(throws: S3Error.badEndpoint("ftp://x")) { try address("abc", "ftp://x", "x") }
    #expect(throws: S3Error.badRegion("evil.example/")) { try address("abc", nil, "evil.example/") }
  }
}
