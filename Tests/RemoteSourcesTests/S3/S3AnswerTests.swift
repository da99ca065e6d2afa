import HTTPTransport
import TestSupport
import Testing

@testable import RemoteSources

/// What S3 says, read; and what is not XML, refused.
@Suite struct S3AnswerTests {
  private func listing(_ text: String) throws -> S3Listing { try S3Listing(parsing: Array(text.utf8)) }

  @Test func `a page of a listing gives keys, sizes, tags and the next page`() throws {
    let page = try listing(
      """
      <?xml version="1.0" encoding="UTF-8"?>
      <!-- of a store -->
      <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
        <Name>b</Name><Prefix>x</Prefix><KeyCount>2</KeyCount><IsTruncated>true</IsTruncated>
        <Contents><Key>sync_1/a&amp;b&#x20;c.avro</Key><ETag>&quot;70ee1738&quot;</ETag><Size>14</Size>
          <Owner><ID>o</ID><DisplayName/></Owner><StorageClass>STANDARD</StorageClass></Contents>
        <s3:Contents xmlns:s3='x'><s3:Key><![CDATA[sync_1/<b>]]></s3:Key><s3:Size>0</s3:Size></s3:Contents>
        <NextContinuationToken>1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=</NextContinuationToken>
      </ListBucketResult>
      """)
    #expect(
      page.objects == [
        S3Object(key: "sync_1/a&b c.avro", size: 14, tag: "\"70ee1738\""), S3Object(key: "sync_1/<b>", size: 0, tag: ""),
      ])
    #expect(page.nextPage == "1ueGcxLPRx1Tr/XYExHnhbYLgveDs2J/wm36Hy4vbOwM=")
  }

  @Test func `encoded keys are decoded, wherever the page says that they are`() throws {
    let page = try listing(
      "<ListBucketResult><Contents><Key>a%2Fb%C3%BC+c%2B</Key><Size>1</Size></Contents>"
        + "<EncodingType>url</EncodingType></ListBucketResult>")
    #expect(page.objects.map(\.key) == ["a/bü c+"])
    #expect(page.nextPage == nil)
    for text in ["%", "%4", "%zz", "%FF"] { #expect(S3Listing.decoded(text) == nil) }
  }

  @Test func `what is no listing is refused with the place`() throws {
    let cases: [(String, S3MarkupFault)] = [
      ("", .malformed(offset: 0)), ("<html></html>", .missing(element: "ListBucketResult")),
      ("{\"a\": 1}", .malformed(offset: 8)), ("<ListBucketResult>", .malformed(offset: 18)),
      ("<ListBucketResult></Other>", .malformed(offset: 26)),
      ("<ListBucketResult/><ListBucketResult/>", .malformed(offset: 36)),
      ("<!DOCTYPE x [<!ENTITY a \"b\">]><ListBucketResult/>", .malformed(offset: 1)),
      ("<ListBucketResult>&a;</ListBucketResult>", .malformed(offset: 18)),
      ("<ListBucketResult><Contents><Size>1</Size></Contents></ListBucketResult>", .missing(element: "Key")),
      (
        "<ListBucketResult><Contents><Key>k</Key><Size>-1</Size></Contents></ListBucketResult>",
        .missing(element: "Size")
      ),
      (
        "<ListBucketResult><IsTruncated>true</IsTruncated></ListBucketResult>",
        .missing(element: "NextContinuationToken")
      ),
      ("<ListBucketResult>" + String(repeating: "<a>", count: 40), .nestedTooDeep(limit: 16)),
    ]
    for (text, fault) in cases {
      #expect(throws: fault, "\(text)") { try listing(text) }
    }
  }

  /// Damaged anywhere, a page is read as something or refused; nothing traps and nothing hangs.
  @Test(arguments: 0..<20)
  func `damaged pages never crash`(seed: UInt64) throws {
    let page = Array(
      ("<?xml version='1.0'?><ListBucketResult a=\"b\"><IsTruncated>false</IsTruncated><!-- c -->"
        + "<Contents><Key>k&amp;%41&#65;</Key><Size>12</Size><E/></Contents><![CDATA[x]]></ListBucketResult>").utf8)
    var random = SeededRandom(seed: seed)
    let pieces = ["<", ">", "&", "&#x110000;", "<![CDATA[", "]]>", "<!--", "</", "%", "\"", "<a b='"]
    for _ in 0..<300 {
      var bytes = page
      for _ in 0...Int.random(in: 0..<3, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.removeSubrange(place...)
        case 2: bytes.insert(contentsOf: pieces[Int.random(in: 0..<pieces.count, using: &random)].utf8, at: place)
        default: bytes.insert(contentsOf: bytes[place...].prefix(40), at: 0)
        }
        if bytes.isEmpty { break }
      }
      _ = try? S3Listing(parsing: bytes)
      _ = S3Refusal(HTTPReply(status: 403, body: bytes, address: try #require(WebAddress("http://a/"))))
    }
  }

  @Test func `refusals tell code, region and time`() throws {
    let address = try #require(WebAddress("http://a/"))
    func refusal(_ status: Int, _ body: String, _ headers: [(name: String, value: String)] = []) -> S3Refusal {
      S3Refusal(HTTPReply(status: status, headers: HTTPFields(headers), body: Array(body.utf8), address: address))
    }
    let moved = refusal(
      301, "<Error><Code>PermanentRedirect</Code><Endpoint>b.s3.eu-west-1.amazonaws.com</Endpoint></Error>")
    #expect(moved.code == "PermanentRedirect" && moved.region == "eu-west-1")
    #expect(refusal(301, "", [("x-amz-bucket-region", "us-west-2")]).region == "us-west-2")
    #expect(refusal(301, "", [("x-amz-bucket-region", "evil.example/")]).region == nil)
    #expect(S3Refusal.region(ofHost: "b.s3-ap-south-1.amazonaws.com") == "ap-south-1")
    #expect(S3Refusal.region(ofHost: "b.s3.amazonaws.com") == nil)
    let wrong = refusal(
      400, "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-west-1</Region><A><Code>x</Code></A></Error>",
      [("date", "Fri, 24 May 2013 00:00:00 GMT")])
    #expect(wrong.code == "AuthorizationHeaderMalformed" && wrong.region == "eu-west-1")
    #expect(wrong.serverTime == 1_369_353_600_000_000)
    #expect(refusal(502, "<html>Bad gateway</html>").code == "")
    #expect(refusal(400, "<Error><Code>RequestTimeout</Code></Error>").isPassing)
  }
}
