/// What a store asks of a file system.
///
/// Everything a store reads and writes goes through it, so that tests can put a failing one in its place. Every
/// operation is a single attempt that may fail, be interrupted or do less than was asked; whoever calls makes whole
/// operations of them. Safe to use from any number of threads.
package protocol FileSystem: Sendable {
  /// Opens a file for writing, empty whatever it held before.
  func create(_ path: String) throws(StoreError) -> any WritableFile

  /// The bytes of a file that nobody changes.
  func map(_ path: String) throws(StoreError) -> MappedFile

  /// Bytes in the file, which exists.
  func size(of path: String) throws(StoreError) -> Int

  func exists(_ path: String) -> Bool

  /// The names in a directory, sorted, without `.` and `..`.
  func names(in directory: String) throws(StoreError) -> [String]

  /// Makes a directory in one that is there; throws `EEXIST` where it is there itself.
  func makeDirectory(_ path: String) throws(StoreError)

  /// Gives a file another name, in place of one that has it.
  func rename(_ path: String, to newPath: String) throws(StoreError)

  func remove(_ path: String) throws(StoreError)

  /// Removes a directory; throws where anything is in it.
  func removeDirectory(_ path: String) throws(StoreError)

  /// Makes the names in a directory survive a crash: creations, renames and removals up to now.
  func synchroniseDirectory(_ path: String) throws(StoreError)

  /// Takes the lock that the file stands for, without waiting; it is held as long as the object.
  func lock(_ path: String) throws(StoreError) -> AnyObject
}

/// A file being written; used by one thread at a time.
package protocol WritableFile: AnyObject {
  /// Writes some of `bytes`, at least one, and answers how many.
  func write(_ bytes: UnsafeRawBufferPointer) throws(StoreError) -> Int

  /// Makes everything written survive a crash.
  func synchronise() throws(StoreError)

  /// Ends writing; nothing else may be called afterwards.
  func close() throws(StoreError)
}
