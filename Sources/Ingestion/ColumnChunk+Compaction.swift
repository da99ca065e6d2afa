import EventModel
import SegmentStore

extension ColumnChunk {
  /// The same values without the entries of the dictionary that no row has.
  ///
  /// For those who keep a few rows of many groups: the dictionary of event ids alone takes more than all their rows.
  func withoutUnusedEntries() -> ColumnChunk {
    var kept = ChunkDictionary()
    var codeOfEntry = [UInt32](repeating: 0, count: dictionary.count)
    let codes = codesByRow.map { code -> UInt32 in
      if code == 0 { return 0 }
      let entry = Int(code - 1)
      if codeOfEntry[entry] == 0 {
        kept.types.append(dictionary.types[entry])
        let payload = dictionary.payloads[entry]
        if dictionary.types[entry] == .string {
          kept.payloads.append(UInt64(kept.texts.count))
          kept.texts.append(dictionary.texts[Int(payload)])
        } else {
          kept.payloads.append(payload)
        }
        codeOfEntry[entry] = UInt32(kept.count)
      }
      return codeOfEntry[entry]
    }
    return ColumnChunk(dictionary: kept, codesByRow: codes)
  }
}
