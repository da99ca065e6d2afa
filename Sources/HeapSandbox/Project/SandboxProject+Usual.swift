/// The segments and funnels of a project for which none were given.
extension SandboxProject {
  private func has(_ events: [String]) -> Bool {
    events.allSatisfy { eventNames.contains($0.asJSON) }
  }

  /// Event names by how many events they have, the commonest first.
  private var commonNames: [String] {
    var counts = [Int](repeating: 0, count: eventNames.count)
    for name in names { counts[Int(name)] += 1 }
    let order = eventNames.indices.sorted {
      (counts[$1], eventNames[$0]) < (counts[$0], eventNames[$1])
    }
    // Only names that are spelled without escapes can be spelled again from here.
    return order.map { eventNames[$0] }.filter { $0.hasPrefix("\"") && !$0.contains("\\") }
      .map { String($0.dropFirst().dropLast()) }
  }

  var usualSegments: [SandboxSegment] {
    if has(["purchase", "search"]) {
      return [
        SandboxSegment(name: "Buyers", rule: .did(event: "purchase", atLeast: 1)),
        SandboxSegment(name: "Keen searchers", rule: .did(event: "search", atLeast: 3)),
        SandboxSegment(name: "Android", rule: .property(name: "platform", equals: "android")),
        SandboxSegment(name: "Plan pro", rule: .property(name: "plan", equals: "pro")),
      ]
    }
    return commonNames.prefix(2).map {
      SandboxSegment(name: "Did \($0)", rule: .did(event: $0, atLeast: 1))
    }
  }

  var usualFunnels: [SandboxFunnel] {
    if has(["product_view", "add_to_cart", "checkout_start", "purchase", "search"]) {
      return [
        SandboxFunnel(
          name: "Product to purchase", steps: ["product_view", "add_to_cart", "checkout_start", "purchase"]),
        SandboxFunnel(name: "Search to cart", steps: ["search", "product_view", "add_to_cart"]),
      ]
    }
    let common = Array(commonNames.prefix(3))
    return common.count < 2 ? [] : [SandboxFunnel(name: "Commonest events", steps: common)]
  }
}
