import CZlib
import CZstd
import DatasetGenerator
import Testing

struct CompressionTests {
  @Test(arguments: ["clickstream.yml", "shop.yml"])
  func `what is compressed decodes to what is written plain`(name: String) throws {
    let recipe = try GeneratedRows.recipe(name)
    for rows in ["jsonl", "csv"] {
      let plain = try GeneratedRows.bytes(recipe, events: 20_000, name: "events.\(rows)")
      let zstd = try GeneratedRows.bytes(recipe, events: 20_000, name: "events.\(rows).zst")
      #expect(zstd.count < plain.count / 3)
      #expect(decodeZstd(zstd, length: plain.count) == plain)
      let gzip = try GeneratedRows.bytes(recipe, events: 20_000, name: "events.\(rows).gz")
      #expect(gzip.count < plain.count / 3)
      #expect(decodeGzip(gzip, length: plain.count) == plain)
      #expect(try GeneratedRows.bytes(recipe, events: 20_000, name: "events.\(rows).gz", workers: 1) == gzip)
    }
  }

  @Test func `no events are a valid file in every format`() throws {
    let recipe = try GeneratedRows.recipe("clickstream.yml")
    #expect(decodeZstd(try GeneratedRows.bytes(recipe, events: 0, name: "e.jsonl.zst"), length: 0) == [])
    #expect(decodeGzip(try GeneratedRows.bytes(recipe, events: 0, name: "e.jsonl.gz"), length: 0) == [])
  }

  /// The bytes of one zstd frame; `nil` if it is not one or not of this length.
  private func decodeZstd(_ bytes: [UInt8], length: Int) -> [UInt8]? {
    var output = [UInt8](repeating: 0, count: length + 1)
    let result = ZSTD_decompress(&output, output.count, bytes, bytes.count)
    guard ZSTD_isError(result) == 0, result == length else { return nil }
    return Array(output[..<result])
  }

  /// The bytes of one gzip member; `nil` if it is not one or not of this length.
  private func decodeGzip(_ bytes: [UInt8], length: Int) -> [UInt8]? {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK else {
      return nil
    }
    defer { inflateEnd(&stream) }
    var input = bytes
    var output = [UInt8](repeating: 0, count: length + 1)
    let result = input.withUnsafeMutableBufferPointer { source in
      output.withUnsafeMutableBufferPointer { target in
        stream.next_in = source.baseAddress
        stream.avail_in = UInt32(source.count)
        stream.next_out = target.baseAddress
        stream.avail_out = UInt32(target.count)
        return inflate(&stream, Z_FINISH)
      }
    }
    guard result == Z_STREAM_END, stream.avail_in == 0, stream.avail_out == 1 else { return nil }
    return Array(output[..<length])
  }
}
