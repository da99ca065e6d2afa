import Glibc
import Testing

@testable import DatasetGenerator

struct RandomnessTests {
  @Test func `the generator is xoshiro256++`() {
    var random = RandomStream(state: (1, 2, 3, 4))
    // The first outputs for this state, as other implementations print them.
    let expected: [UInt64] = [
      41_943_041, 58_720_359, 3_588_806_011_781_223, 3_591_011_842_654_386, 9_228_616_714_210_784_205,
      9_973_669_472_204_895_162,
    ]
    #expect(expected.indices.map { _ in random.next() } == expected)
  }

  @Test func `streams and seeds differ`() {
    var seen: Set<UInt64> = []
    for seed in 0..<40 as Range<UInt64> {
      for stream in 0..<40 as Range<UInt64> {
        var random = RandomStream(seed: seed, stream: stream)
        seen.insert(random.next())
      }
    }
    #expect(seen.count == 1_600)
  }

  @Test func `logarithm and exponential agree with the system's`() {
    var random = RandomStream(seed: 3, stream: 0)
    for _ in 0..<20_000 {
      let value = random.nextUnit() * 100 + 1e-12
      #expect(abs(PortableMath.logarithm(value) - log(value)) <= 4e-15 * max(1, abs(log(value))), "\(value)")
      let power = random.nextUnit() * 200 - 100
      #expect(abs(PortableMath.exponential(power) / exp(power) - 1) <= 1e-13, "\(power)")
    }
    #expect(PortableMath.logarithm(1) == 0)
    #expect(PortableMath.exponential(0) == 1)
    #expect(PortableMath.exponential(-1_000) == 0)
    #expect(PortableMath.exponential(1_000).isFinite)
  }

  @Test func `normal and exponential draws have their moments`() {
    var random = RandomStream(seed: 11, stream: 5)
    let count = 100_000
    var normal = (sum: 0.0, squares: 0.0)
    var exponential = (sum: 0.0, squares: 0.0)
    for _ in 0..<count {
      let x = random.nextNormal()
      normal = (normal.sum + x, normal.squares + x * x)
      let y = random.nextExponential()
      #expect(y >= 0)
      exponential = (exponential.sum + y, exponential.squares + y * y)
    }
    let n = Double(count)
    // Five standard errors each.
    #expect(abs(normal.sum / n) < 5 / n.squareRoot())
    #expect(abs(normal.squares / n - 1) < 5 * (2 / n).squareRoot())
    #expect(abs(exponential.sum / n - 1) < 5 / n.squareRoot())
    #expect(abs(exponential.squares / n - 2) < 5 * (20 / n).squareRoot())
  }

  @Test func `alias tables draw in proportion to the weights`() {
    let weights = [5.0, 0, 1, 0.25, 30, 3.75, 1e-9, 10]
    let table = AliasTable(weights: weights)
    var random = RandomStream(seed: 17, stream: 1)
    var counts = [Int](repeating: 0, count: weights.count)
    let draws = 200_000
    for _ in 0..<draws { counts[table.draw(&random)] += 1 }
    #expect(counts[1] == 0)
    let sum = weights.reduce(0, +)
    for (weight, count) in zip(weights, counts) {
      let expected = weight / sum * Double(draws)
      #expect(abs(Double(count) - expected) <= 5 * expected.squareRoot() + 1)
    }
  }

  @Test(arguments: [1, 2, 3, 17, 64, 1_000, 4_097])
  func `users come in a shuffled order without repeats`(population: Int) {
    let order = UserOrder(population: population, seed: 99)
    let places = UInt64(population)
    let first = (0..<places).map { order.user(at: $0) }
    #expect(Set(first) == Set(0..<places))
    let second = (places..<(2 * places)).map { order.user(at: $0) }
    #expect(Set(second) == Set(places..<(2 * places)))
    if population >= 17 {
      #expect(first != first.sorted())
      #expect(first != UserOrder(population: population, seed: 100).users(population))
    }
  }

  @Test func `counts keep to their bounds`() {
    let counts = CountDistribution(mean: 50, sigma: 1, least: 3, most: 120)
    var random = RandomStream(seed: 4, stream: 4)
    let drawn = (0..<5_000).map { _ in counts.draw(&random) }
    #expect(drawn.min() == 3)
    #expect(drawn.max() == 120)
    #expect(CountDistribution(mean: 7, sigma: 0, least: 1, most: 100).draw(&random) == 7)
    #expect(CountDistribution(mean: 1e6, sigma: 3, least: 1, most: 9).draw(&random) == 9)
  }
}

extension UserOrder {
  fileprivate func users(_ count: Int) -> [UInt64] { (0..<UInt64(count)).map { user(at: $0) } }
}
