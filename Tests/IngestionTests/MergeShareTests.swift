import Testing

@testable import Ingestion

@Suite struct MergeShareTests {
  @Test func `a share is about a row group, and less where rows are heavy or have many values`() {
    #expect(SegmentMerge.shareCount(rows: 0, bytes: 0, values: 0) == 1)
    #expect(SegmentMerge.shareCount(rows: 1 << 20, bytes: 1 << 20, values: 1 << 21) == 5)
    #expect(SegmentMerge.shareCount(rows: 1 << 20, bytes: 160 << 20, values: 1 << 21) == 11)
    #expect(SegmentMerge.shareCount(rows: 1 << 20, bytes: 1 << 20, values: 14 << 20) == 8)
  }
}
