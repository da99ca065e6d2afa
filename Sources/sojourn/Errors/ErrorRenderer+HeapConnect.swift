import Connectors
import Glibc
import RemoteSources
import Reporting

extension ErrorRenderer {
  func message(for fault: AvroFault) -> ErrorMessage {
    let place = fault.block == 0 ? "the header" : "block \(fault.block)"
    return ErrorMessage(
      "damaged-avro",
      "\(place) of '\(DisplayText.clean(fault.input))' cannot be read: \(Self.words(fault.problem))",
      hint: "fetch the file again, or load the rest with --keep-going",
      at: ErrorLocation(file: fault.input, offset: Int(clamping: fault.offset)), exit: .failed)
  }

  private static func words(_ problem: AvroFault.Problem) -> String {
    switch problem {
    case .notAvro: "it is no Avro object container file"
    case .truncated: "the file ends in the middle of it"
    case .badHeader: "its metadata contradict themselves"
    case .malformedSchema(let fault): "its schema is wrong: \(words(fault))"
    case .unsupportedCodec(let name): "the codec '\(DisplayText.clean(name))' is not known"
    case .badBlockHeader(let rows, let bytes): "it announces \(rows) rows in \(bytes) bytes"
    case .blockTooLarge(let bytes, let limit):
      "it has \(NumberText.bytes(bytes)), at most \(NumberText.bytes(limit)) are read"
    case .badSyncMarker: "the marker behind it is missing"
    case .corruptData(let codec): "its \(codec) data are damaged"
    case .badChecksum: "its checksum does not match"
    case .badRow(let row, let byte): "row \(row) contradicts the schema at byte \(byte)"
    case .bytesLeft(let count): "\(Phrase.count(count, "byte")) are left behind its last row"
    case .tooManyValues(let limit): "it holds more than \(NumberText.grouped(limit)) values"
    }
  }

  private static func words(_ fault: AvroSchema.Fault) -> String {
    switch fault {
    case .notJSON(let fault): "expected \(fault.expected) at byte \(fault.offset)"
    case .unknownType(let path, let name): "'\(name)' at '\(path)' is no type"
    case .missingAttribute(let path, let attribute): "'\(attribute)' is missing or wrong at '\(path)'"
    case .repeatedName(let path, let name): "'\(name)' comes twice at '\(path)'"
    case .invalidSize(let path): "the size at '\(path)' cannot be"
    case .nestedUnion(let path): "a union stands in a union at '\(path)'"
    case .nestedTooDeep(let limit): "types are nested deeper than \(limit) levels"
    case .tooManyTypes(let limit): "it has more than \(NumberText.grouped(limit)) types"
    }
  }

  func message(for error: HeapConnectError) -> ErrorMessage {
    switch error {
    case .noManifests(let place):
      return ErrorMessage(
        "no-manifests", "'\(place)' has no folder 'manifests'",
        hint: S3Address.isAddress(place)
          ? "name the bucket that Heap Connect writes to, such as s3://heap-rs3-acme"
          : "name the directory that mirrors the whole bucket",
        at: ErrorLocation(file: place),
        exit: .wrongRequest)
    case .cannotRead(let path, let number):
      return ErrorMessage(
        "cannot-read", "cannot read '\(path)': \(Self.reason(number))", hint: Self.hint(for: number),
        at: ErrorLocation(file: path), exit: Self.exit(for: number))
    case .badManifest(let path, let fault):
      return ErrorMessage(
        "bad-manifest", "the manifest '\(path)' cannot be used: \(Self.words(fault))",
        hint: "fetch it again; a manifest names every file of its dump", at: ErrorLocation(file: path),
        exit: .failed)
    case .dumpTwice(let dump, let first, let second):
      return ErrorMessage(
        "dump-twice", "'\(first)' and '\(second)' both say they are dump \(dump), and differ",
        hint: "keep the one that Heap wrote", at: ErrorLocation(file: second), exit: .failed)
    case .refusedPath(let manifest, let table, let file, let fault):
      return ErrorMessage(
        "refused-path",
        "'\(manifest)' lists '\(DisplayText.clean(file))' for table '\(DisplayText.clean(table))', \(Self.words(fault))",
        hint: "check the manifest, or name the bucket with --bucket-prefix",
        at: ErrorLocation(file: manifest),
        exit: .failed)
    case .missingFiles(let files):
      let first = files.first.map { "'\(DisplayText.clean($0.file))' of dump \($0.dump)" } ?? ""
      return ErrorMessage(
        "missing-files",
        "\(Phrase.count(files.count, "file")) listed by manifests \(files.count == 1 ? "is" : "are") missing: \(first)"
          + (files.count > 1 ? " and others" : ""),
        hint: "mirror the bucket again, see them all with --plan, or load the rest with --keep-going",
        exit: .failed)
    case .badPrefix(let text):
      return ErrorMessage(
        "invalid-value", "'\(text)' is no prefix of a bucket",
        hint: "write it as s3://bucket or s3://bucket/folder",
        exit: .wrongRequest)
    }
  }

  private static func words(_ fault: HeapPathFault) -> String {
    switch fault {
    case .otherPrefix: "which lies in another bucket or is no address of one"
    case .leavesMirror: "which leads out of the mirror"
    case .linkLeavesMirror: "which a symbolic link leads out of the mirror"
    }
  }

  private static func words(_ fault: HeapManifest.Fault) -> String {
    switch fault {
    case .notJSON(let fault): "expected \(fault.expected) at byte \(fault.offset)"
    case .missing(let member): "'\(member)' is missing"
    case .wrongType("", let expected): "it is no \(expected)"
    case .wrongType(let member, let expected): "'\(member)' is no \(expected)"
    case .repeatedTable(let name): "table '\(name)' comes twice"
    case .negativeDump(let dump): "its dump id is \(dump)"
    case .tooLarge(let bytes, let limit):
      "it has \(NumberText.bytes(bytes)), at most \(NumberText.bytes(limit)) are read"
    }
  }
}
