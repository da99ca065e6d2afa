import HTTPTransport
import Testing

@testable import RemoteSources

/// The examples AWS publishes, with the signatures it prints beside them.
///
/// https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html and the suite `aws-sig-v4-test-suite`.
@Suite struct SignatureTests {
  private static let credentials = S3Credentials(
    keyID: "AKIAIOSFODNN7EXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY")
  /// 2013-05-24T00:00:00Z.
  private static let may: Int64 = 1_369_353_600_000_000

  private func signature(
    _ address: String, _ headers: [(name: String, value: String)] = []
  ) throws -> (signed: String, signature: String) {
    var request = HTTPRequest(.get, try #require(WebAddress(address)), headers: HTTPFields(headers))
    AWSSignature(Self.credentials, region: "us-east-1").sign(&request, at: Self.may)
    #expect(request.headers["x-amz-date"] == "20130524T000000Z")
    let text = try #require(request.headers["authorization"])
    let parts = text.split(separator: ", ").map(String.init)
    #expect(parts[0] == "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request")
    return (String(parts[1].dropFirst(14)), String(parts[2].dropFirst(10)))
  }

  @Test func `an object's range is signed as in the example`() throws {
    let found = try signature("https://examplebucket.s3.amazonaws.com/test.txt", [("range", "bytes=0-9")])
    #expect(found.signed == "host;range;x-amz-content-sha256;x-amz-date")
    #expect(found.signature == "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41")
  }

  @Test func `a query without a value is signed as in the example`() throws {
    let found = try signature("https://examplebucket.s3.amazonaws.com/?lifecycle")
    #expect(found.signature == "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543")
  }

  @Test func `a listing is signed as in the example, whatever the order of its parameters`() throws {
    for query in ["max-keys=2&prefix=J", "prefix=J&max-keys=2"] {
      let found = try signature("https://examplebucket.s3.amazonaws.com/?\(query)")
      #expect(found.signature == "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7")
    }
  }

  @Test func `the suite's plain request is signed as it says`() throws {
    var signature = AWSSignature(
      S3Credentials(keyID: "AKIDEXAMPLE", secret: "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"), region: "us-east-1")
    signature.service = "service"
    var request = HTTPRequest(.get, try #require(WebAddress("https://example.amazonaws.com/")))
    request.headers.append("X-Amz-Date", "20150830T123600Z")
    // SHA-256 of nothing; 2015-08-30T12:36:00Z.
    let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    #expect(
      signature.authorization(for: request, bodyDigest: empty, at: 1_440_938_160_000_000)
        == "AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, "
        + "SignedHeaders=host;x-amz-date, Signature=5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31")
  }

  @Test func `a session token is covered and no secret is ever printed`() throws {
    let credentials = S3Credentials(keyID: "AKIDEXAMPLE", secret: "s3cr3t-key", sessionToken: "t0ken-text")
    var request = HTTPRequest(.get, try #require(WebAddress("https://b.s3.amazonaws.com/a%20b/c")))
    AWSSignature(credentials, region: "eu-west-1").sign(&request, at: Self.may)
    #expect(request.headers["x-amz-security-token"] == "t0ken-text")
    #expect(request.headers["authorization"]?.contains("x-amz-date;x-amz-security-token,") == true)
    let shown = request.headers.redacted.map(\.value).joined(separator: " ")
    #expect(!shown.contains("t0ken") && !shown.contains("Signature="))
    var dumped = ""
    dump(credentials, to: &dumped)
    for text in ["\(credentials)", String(reflecting: credentials), dumped] {
      #expect(text.contains("AKIDEXAMPLE") && !text.contains("s3cr3t") && !text.contains("t0ken"))
    }
  }

  @Test func `the host is signed with its port only where that is unusual`() throws {
    func host(_ text: String) throws -> String { AWSSignature.hostField(of: try #require(WebAddress(text))) }
    #expect(try host("https://a.example:443/") == "a.example")
    #expect(try host("http://a.example:443/") == "a.example:443")
    #expect(try host("http://127.0.0.1:9000/b") == "127.0.0.1:9000")
  }
}
