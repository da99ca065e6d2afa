import HTTPTransport
import Testing

@Suite struct WebAddressTests {
  @Test func `addresses are cut and put together`() {
    let address = WebAddress("HTTPS://API.Example.com:8443/v1/a%2Fb?x=1&y=%20#part")
    #expect(address?.scheme == .https)
    #expect(address?.host == "api.example.com")
    #expect(address?.port == 8443)
    #expect(address?.text == "https://api.example.com:8443/v1/a%2Fb?x=1&y=%20")
    #expect(address?.shown == "https://api.example.com:8443/v1/a%2Fb?…")
    #expect(WebAddress("http://h")?.text == "http://h/")
    #expect(WebAddress("http://[::1]:80/x")?.text == "http://[::1]/x")
  }

  @Test(arguments: [
    "", "ftp://h/", "https://", "https://user:password@h/", "https://h:0/", "https://h:99999/",
    "https://h/a b",
    "https://h/\r\nX: y", "//h/x", "https://h\u{2f}é/", "https://a,b/",
  ])
  func `what is no address is refused`(_ text: String) { #expect(WebAddress(text) == nil) }

  @Test func `references are resolved`() {
    let base = WebAddress("https://h/a/b?c=d")!
    #expect(base.resolving("/x?y")?.text == "https://h/x?y")
    #expect(base.resolving("z")?.text == "https://h/a/z")
    #expect(base.resolving("?q=1")?.text == "https://h/a/b?q=1")
    #expect(base.resolving("//other/x")?.text == "https://other/x")
    #expect(base.resolving("http://other:81/")?.text == "http://other:81/")
    #expect(base.resolving("javascript://x") == nil)
  }

  @Test func `parameters are encoded`() {
    let address = WebAddress("https://h/p")!.adding("a b", "ä&=").adding("c", "d")
    #expect(address.text == "https://h/p?a%20b=%C3%A4%26%3D&c=d")
  }

  @Test func `secret fields show no value`() {
    var fields = HTTPFields()
    fields.append("Authorization", "Bearer s3cret")
    fields.append("X-Amz-Security-Token", "s3cret")
    fields.append("X-Key", "s3cret", isSecret: true)
    fields.append("Accept", "text/csv")
    #expect(!"\(fields.redacted)".contains("s3cret"))
    #expect(fields.withoutSecrets.fields.map(\.name) == ["Accept"])
  }
}
