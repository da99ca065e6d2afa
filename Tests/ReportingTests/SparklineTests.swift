import Testing

@testable import Reporting

@Suite struct SparklineTests {
  @Test func `numbers become columns between nothing and the largest`() {
    #expect(SparklineText.line([0, 1, 2, 3, 4, 5, 6, 7], width: 20) == "▁▂▃▄▅▆▇█")
    #expect(SparklineText.line([7, nil, 7], width: 20) == "█ █")
    #expect(SparklineText.line([0, 0], width: 20) == "▁▁")
    #expect(SparklineText.line([-7, 0], width: 20) == "▁█")
    #expect(SparklineText.line([], width: 20) == "")
    #expect(SparklineText.line([nil, .nan, .infinity], width: 20) == "   ")
  }

  @Test func `many numbers are drawn as means of neighbours`() {
    #expect(SparklineText.line([0, 0, 7, 7, 0, 0], width: 3) == "▁█▁")
    #expect(SparklineText.line((0..<1_000).map(Double.init), width: 30).count <= 30)
  }
}
