/// Why a dataset could not be written; what had been written is gone unless it went to standard output.
public enum DatasetError: Error, Hashable, Sendable {
  /// The path's ending names no format; see ``DatasetFormat/init(ending:)``.
  case unknownEnding(path: String)
  /// Fewer than no events were asked for, or more than ``DatasetWriter/largestEventCount``.
  case invalidEventCount(Int)
  /// No dumps were asked for, or more than ``HeapConnectRecipe/mostDumps``.
  case invalidDumpCount(Int)
  case cannotCreate(path: String, errno: Int32)
  case cannotWrite(path: String, errno: Int32)
  /// The finished file could not be given its name.
  case cannotRename(from: String, to: String, errno: Int32)
  /// zlib or zstd refused; `code` is its own number.
  case cannotCompress(path: String, code: Int)
  case cancelled
}
