/// The keys met in a run of objects, each once, as a tree: a node is a key at a place.
///
/// Objects of one source have their keys in the same order, so the key that came next last time is tried first;
/// only a surprise costs a look into the table. Hot.
struct JSONKeyTree: ~Copyable {
  struct Node: BitwiseCopyable {
    var parent: Int32
    /// The key that came after this one last time, within the same object.
    var following: Int32 = -1
    /// The first key within this one's object last time.
    var firstChild: Int32 = -1
    /// The field that values here belong to, once asked for.
    var field: Int32 = -1
    /// The field under the whole path, for a member of `properties` whose own name is taken.
    var wholePathField: Int32 = -1
    /// Number of the row that had this key last.
    var row: UInt32 = 0
    var nameStart: UInt32
    var nameCount: UInt32
    var hash: UInt64
    /// Whether values here go by their name without the leading `properties`.
    var isLifted = false
    /// Whether the key stands in the text as it is, without escapes.
    var isPlain = true
  }

  /// The node of the row's object itself.
  static let root: Int32 = 0

  private(set) var nodes = GrowingBuffer<Node>()
  /// The nodes' names; eight bytes may be loaded from the start of any word of each.
  private var names = GrowingBuffer<UInt8>(capacity: 1024)
  /// Open addressing; -1 is empty. Never more than half full.
  private var table = [Int32](repeating: -1, count: 256)

  init() {
    nodes.append(Node(parent: -1, nameStart: 0, nameCount: 0, hash: 0))
  }

  /// The key expected in the object of `parent` behind the key `previous`, or first if that is -1; -1 if none is.
  @inline(__always)
  func expected(in parent: Int32, after previous: Int32) -> Int32 {
    previous < 0 ? nodes[Int(parent)].firstChild : nodes[Int(previous)].following
  }

  /// Whether the key of `node` and a quote stand at `text`.
  @inline(__always)
  func stands(_ node: Int32, at text: UnsafePointer<UInt8>) -> Bool {
    let entry = nodes[Int(node)]
    // Also what keeps the comparison within the row: a plain name has no control characters, a row ends with one.
    guard entry.isPlain else { return false }
    let count = Int(entry.nameCount)
    let name = UnsafeRawPointer(names.base + Int(entry.nameStart))
    let text = UnsafeRawPointer(text)
    var position = 0
    while position &+ 8 <= count {
      if name.loadUnaligned(fromByteOffset: position, as: UInt64.self)
        != text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      {
        return false
      }
      position &+= 8
    }
    let difference =
      name.loadUnaligned(fromByteOffset: position, as: UInt64.self)
      ^ text.loadUnaligned(fromByteOffset: position, as: UInt64.self)
    let isEqual = difference & ((1 &<< UInt64((count &- position) &* 8)) &- 1) == 0
    return isEqual && text.load(fromByteOffset: count, as: UInt8.self) == UInt8(ascii: "\"")
  }

  /// The node of `key` in the object of `parent`, where `previous` is the key before it there, or -1.
  mutating func node(
    _ key: UnsafeBufferPointer<UInt8>, in parent: Int32, after previous: Int32, isPlain: Bool
  ) -> Int32 {
    let found = find(key, in: parent, isPlain: isPlain)
    if previous < 0 {
      nodes[Int(parent)].firstChild = found
    } else {
      nodes[Int(previous)].following = found
    }
    return found
  }

  /// Notes that row number `row` has the key; answers whether it had it before.
  @inline(__always)
  func isRepeated(_ node: Int32, inRow row: UInt32) -> Bool {
    if nodes[Int(node)].row == row { return true }
    nodes[Int(node)].row = row
    return false
  }

  /// Whether `node` is `ancestor` or lies within it.
  func isWithin(_ node: Int32, _ ancestor: Int32) -> Bool {
    var node = node
    while node >= 0 {
      if node == ancestor { return true }
      node = nodes[Int(node)].parent
    }
    return false
  }

  /// The keys from the row's object down to `node`, joined by dots.
  func path(of node: Int32, withoutFirst: Bool) -> String {
    var keys: [String] = []
    var node = node
    while node > 0 {
      keys.append(String(decoding: name(of: node), as: UTF8.self))
      node = nodes[Int(node)].parent
    }
    if withoutFirst { keys.removeLast() }
    return keys.reversed().joined(separator: ".")
  }

  private func name(of node: Int32) -> UnsafeBufferPointer<UInt8> {
    let entry = nodes[Int(node)]
    return UnsafeBufferPointer(start: names.base + Int(entry.nameStart), count: Int(entry.nameCount))
  }

  private mutating func find(
    _ key: UnsafeBufferPointer<UInt8>, in parent: Int32, isPlain: Bool
  ) -> Int32 {
    let hash = JSONKeyTree.hash(key, parent)
    var slot = Int(truncatingIfNeeded: hash) & (table.count - 1)
    while table[slot] >= 0 {
      let node = table[slot]
      if nodes[Int(node)].hash == hash, nodes[Int(node)].parent == parent,
        name(of: node).elementsEqual(key)
      {
        return node
      }
      slot = (slot + 1) & (table.count - 1)
    }
    return insert(key, in: parent, isPlain: isPlain, hash: hash)
  }

  private mutating func insert(
    _ key: UnsafeBufferPointer<UInt8>, in parent: Int32, isPlain: Bool, hash: UInt64
  ) -> Int32 {
    var node = Node(
      parent: parent, nameStart: UInt32(truncatingIfNeeded: names.count),
      nameCount: UInt32(truncatingIfNeeded: key.count), hash: hash)
    node.isPlain = isPlain
    names.append(contentsOf: key)
    for _ in 0..<8 { names.append(0) }
    if parent != JSONKeyTree.root {
      let isProperties =
        nodes[Int(parent)].parent == JSONKeyTree.root && name(of: parent).elementsEqual("properties".utf8)
      node.isLifted = isProperties || nodes[Int(parent)].isLifted
    }
    let index = Int32(nodes.count)
    nodes.append(node)
    if nodes.count * 2 > table.count {
      table = [Int32](repeating: -1, count: table.count * 2)
      for index in 1..<nodes.count { enter(Int32(index)) }
    } else {
      enter(index)
    }
    return index
  }

  private mutating func enter(_ node: Int32) {
    var slot = Int(truncatingIfNeeded: nodes[Int(node)].hash) & (table.count - 1)
    while table[slot] >= 0 { slot = (slot + 1) & (table.count - 1) }
    table[slot] = node
  }

  /// FNV-1a with a final mix; surprises are rare.
  private static func hash(_ key: UnsafeBufferPointer<UInt8>, _ parent: Int32) -> UInt64 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(UInt32(bitPattern: parent))
    for byte in key { hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01b3 }
    hash ^= hash &>> 32
    hash = hash &* 0x9e37_79b9_7f4a_7c15
    return hash ^ hash &>> 29
  }
}
