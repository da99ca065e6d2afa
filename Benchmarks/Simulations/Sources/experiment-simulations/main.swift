import Glibc

let numbers = CommandLine.arguments.dropFirst().map { UInt64($0) }
guard numbers.allSatisfy({ $0 != nil }), numbers.count <= 2, (numbers.first ?? 1) ?? 0 >= 1 else {
  print("experiment-simulations [experiments of each kind, 10000] [seed, 1]")
  exit(2)
}
let runs = Int(clamping: (numbers.first ?? nil) ?? 10_000)
let seed = (numbers.dropFirst().first ?? nil) ?? 1

func percent(_ share: Double) -> String {
  let hundredths = Int((share * 10_000).rounded())
  let fraction = String(hundredths % 100)
  return "\(hundredths / 100).\(fraction.count < 2 ? "0" : "")\(fraction) %"
}

func column(_ text: String, _ width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}

print("\(runs) experiments of each kind, seed \(seed)")
print(column("what", 54) + column("found", 11) + column("expected", 13) + column("tolerance", 11) + "verdict")
var allFine = true
for simulation in Simulations.all {
  let outcome = simulation.run(runs, seed: seed)
  allFine = allFine && outcome.isFine
  print(
    column(simulation.name, 54) + column(percent(outcome.rate), 11)
      + column(
        (simulation.isUpperBound ? "≤ " : simulation.isLowerBound ? "≥ " : "") + percent(simulation.expected),
        13)
      + column(percent(outcome.allowance), 11) + (outcome.isFine ? "fine" : "OUT")
      + (outcome.undefined > 0 ? ", \(outcome.undefined) not computable" : ""))
}
exit(allFine ? 0 : 1)
