import Connectors
import Dispatch
import HTTPTransport
import Synchronization

/// Fetches small objects before they are asked for, a few at a time, in the order in which they will be.
///
/// Of a small object the round trip of its request is most of the wait, and a reader asks for one object after the
/// other. So while one is read, the next ones arrive, whole and in memory; larger ones are left to their reader, whose
/// wait is that for the line. What fails is told to whoever takes the object, behind the bytes that had come. Safe to use
/// from any thread.
final class S3FetchAhead: Sendable {
  struct Limits: Sendable {
    /// Larger objects are not fetched ahead.
    var objectBytes = 4 << 20
    /// Objects under way or waiting to be taken.
    var objects = 8
    /// Bytes of these.
    var bytes = 16 << 20
  }

  private struct State {
    var expected: [S3Object] = []
    /// By key, the place in ``expected``.
    var places: [String: Int] = [:]
    /// The place after the last one that was begun or passed by.
    var next = 0
    /// What was begun and not taken, by key.
    var parcels: [String: S3Parcel] = [:]
    var bytes = 0
  }

  private let client: S3Client
  private let limits: Limits
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "sojourn.fetch-ahead", attributes: .concurrent)
  private let fetches = DispatchGroup()

  init(_ client: S3Client, limits: Limits = Limits()) {
    self.client = client
    self.limits = limits
  }

  /// Says which objects will be asked for, in their order. What was begun for an earlier list ends before this returns;
  /// nothing is fetched before the first object is taken.
  func expect(_ objects: [S3Object]) {
    let parcels = state.withLock { state in
      let begun = Array(state.parcels.values)
      state = State()
      state.expected = objects
      for (place, object) in objects.enumerated() { state.places[object.key] = place }
      return begun
    }
    for parcel in parcels { parcel.abandon() }
    fetches.wait()
  }

  /// The bytes of an object, fetched ahead or not; lets the next ones come.
  func content(of object: S3Object, isCancelled: @escaping @Sendable () -> Bool) -> any RemoteContent {
    let parcel = state.withLock { state in
      if let place = state.places[object.key] { state.next = max(state.next, place + 1) }
      let parcel = state.parcels.removeValue(forKey: object.key)
      if parcel != nil { state.bytes -= object.size }
      return parcel
    }
    defer { begin() }
    guard let parcel else { return client.content(of: object, isCancelled: isCancelled) }
    return S3ParcelContent(parcel, place: client.place(of: object), isCancelled: isCancelled)
  }

  private func begin() {
    while true {
      let begun = state.withLock { state -> (S3Object, S3Parcel)? in
        while state.next < state.expected.count, state.expected[state.next].size > limits.objectBytes {
          state.next += 1
        }
        guard state.next < state.expected.count, state.parcels.count < limits.objects else { return nil }
        let object = state.expected[state.next]
        guard state.bytes + object.size <= limits.bytes else { return nil }
        let parcel = S3Parcel()
        state.parcels[object.key] = parcel
        state.bytes += object.size
        state.next += 1
        return (object, parcel)
      }
      guard let (object, parcel) = begun else { return }
      queue.async(group: fetches) { [client] in
        let content = client.content(of: object) { parcel.isAbandoned }
        var parts: [[UInt8]] = []
        do {
          while let part = try content.next() { parts.append(part) }
          parcel.arrive(parts, nil)
        } catch {
          parcel.arrive(parts, error)
        }
      }
    }
  }
}

/// An object on its way to whoever will take it.
final class S3Parcel: Sendable {
  private struct State {
    var parts: [[UInt8]] = []
    var failure: (any Error)?
    var hasArrived = false
    var isAbandoned = false
  }

  private let state = Mutex(State())
  private let arrival = DispatchSemaphore(value: 0)

  var isAbandoned: Bool { state.withLock { $0.isAbandoned } }

  /// Nobody will take it: what arrives is dropped.
  func abandon() {
    state.withLock { state in
      state.isAbandoned = true
      state.parts = []
    }
  }

  /// All parts are there, or those before `failure`.
  func arrive(_ parts: [[UInt8]], _ failure: (any Error)?) {
    state.withLock { state in
      if !state.isAbandoned { state.parts = parts.reversed() }
      state.failure = failure
      state.hasArrived = true
    }
    arrival.signal()
  }

  /// Waits for the object; answers whether it may be taken, which it may not once it was cancelled.
  func wait(isCancelled: () -> Bool) -> Bool {
    while !isCancelled() {
      if state.withLock({ $0.hasArrived }) { return true }
      _ = arrival.wait(timeout: .now() + .milliseconds(50))
    }
    return false
  }

  /// The next part of what has arrived; `nil` after the last.
  func takePart() throws -> [UInt8]? {
    try state.withLock { state in
      if let part = state.parts.popLast() { return part }
      if let failure = state.failure { throw failure }
      return nil
    }
  }
}

/// The bytes of an object that was fetched ahead.
private final class S3ParcelContent: RemoteContent {
  private let parcel: S3Parcel
  private let place: String
  private let isCancelled: @Sendable () -> Bool

  init(_ parcel: S3Parcel, place: String, isCancelled: @escaping @Sendable () -> Bool) {
    self.parcel = parcel
    self.place = place
    self.isCancelled = isCancelled
  }

  deinit { parcel.abandon() }

  func next() throws -> [UInt8]? {
    guard parcel.wait(isCancelled: isCancelled) else {
      parcel.abandon()
      throw S3Error.transport(place: place, .cancelled)
    }
    return try parcel.takePart()
  }

  func abandon() { parcel.abandon() }
}
