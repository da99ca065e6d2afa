/// The hard limits of reading Avro files, each with its reason.
package enum AvroLimits {
  /// The header's metadata: schemas of thousands of columns stay below a megabyte.
  package static let headerBytes = 16 << 20
  /// A block as stored and as decoded. Writers cut blocks at some 16 KB to 4 MB; a few blocks of this size at once
  /// stay within the memory an ingest may take.
  package static let blockBytes = 64 << 20
  /// Values of a block: a hostile block may hold one in each byte, of which each takes sixteen in memory.
  package static let blockValues = 8 << 20
  /// Rows of a block whose rows take no bytes.
  static let emptyRows = 1 << 10
  /// Items of an array or map whose items take no bytes.
  static let emptyItems = 1 << 10
  /// Arrays, maps, records and unions inside each other in one datum.
  static let nestingDepth = 64
  /// Stored bytes handed to a thread at one go.
  static let chunkBytes = 1 << 20
  /// Bytes behind decoded data that may be loaded (never used), so that reading numbers needs no special end.
  static let padding = 64
}
