import EventModel

/// What a unit's group is made of: value numbers, 0 for no value, or the mark of an unreached step.
struct GroupNumbers: Hashable {
  var numbers: [Int32]

  static let notReached = GroupNumbers(numbers: [-1])
}

/// Accumulators by the values of a breakdown, for one worker.
///
/// Values are numbered as they appear, so that a unit costs array look-ups and one hash of small numbers; strings are
/// touched once per distinct value of a block.
struct GroupTable<Accumulator> {
  private(set) var values: [[PropertyValue]]
  private var numbers: [[PropertyValue: Int32]]
  private var places: [GroupNumbers: Int] = [:]
  /// With one field, by number + 1: the place, or −1; spares the hash.
  private var placesOfNumber: [Int32] = []
  private(set) var keys: [GroupNumbers] = []
  private(set) var accumulators: [Accumulator] = []
  private let empty: Accumulator

  /// Every group starts as `empty`.
  init(fieldCount: Int, empty: Accumulator) {
    self.empty = empty
    values = [[PropertyValue]](repeating: [], count: fieldCount)
    numbers = [[PropertyValue: Int32]](repeating: [:], count: fieldCount)
  }

  /// The number of a value of field `field`; 0 for none.
  mutating func number(of value: PropertyValue?, field: Int) -> Int32 {
    guard let value else { return 0 }
    if let number = numbers[field][value] { return number }
    values[field].append(value)
    let number = Int32(values[field].count)
    numbers[field][value] = number
    return number
  }

  mutating func place(of key: GroupNumbers) -> Int {
    if let place = places[key] { return place }
    keys.append(key)
    accumulators.append(empty)
    places[key] = keys.count - 1
    return keys.count - 1
  }

  /// The place of a group of one field; −1 marks the unreached step.
  mutating func place(ofNumber number: Int32) -> Int {
    let index = Int(number) + 1
    if index < placesOfNumber.count, placesOfNumber[index] >= 0 { return Int(placesOfNumber[index]) }
    while placesOfNumber.count <= index { placesOfNumber.append(-1) }
    let place = place(of: GroupNumbers(numbers: [number]))
    placesOfNumber[index] = Int32(place)
    return place
  }

  subscript(place: Int) -> Accumulator {
    _read { yield accumulators[place] }
    _modify { yield &accumulators[place] }
  }

  /// The values of a group, or `nil` for the units that did not reach the step.
  func groupValues(at place: Int) -> [PropertyValue?]? {
    let key = keys[place]
    if key == .notReached { return nil }
    return key.numbers.enumerated().map { field, number in
      number == 0 ? nil : values[field][Int(number) - 1]
    }
  }
}
