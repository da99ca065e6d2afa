import Testing

@testable import Statistics

struct MultiplicityTests {
  @Test func `holm is a running maximum`() {
    #expect(MultiplicityAdjustment.holm.adjust([0.01, 0.04, 0.03, 0.005]) == [0.03, 0.06, 0.06, 0.02])
  }
}
