public import EventModel

extension Manifest.Attachment {
  /// Says which rows of the segment file `target` the snapshot leaves out.
  package static let mask = "mask"
  /// The identity map of the snapshot.
  package static let identity = "identity"
  /// Takes the place of `target` in every earlier snapshot, because users were forgotten: `target` is a mask, or a
  /// segment file that had none.
  package static let forgotten = "forgotten"
}

extension Manifest {
  /// The mask of a segment file.
  package func mask(of path: String) -> Attachment? {
    attachments.first { $0.kind == Attachment.mask && $0.target == path }
  }

  /// The identity map, or `nil` when there is none.
  package var identity: Attachment? { attachments.first { $0.kind == Attachment.identity } }

  /// What takes the place of masks, or of files without mask, in earlier snapshots, by their paths.
  package var forgottenMasks: [String: Attachment] {
    var masks: [String: Attachment] = [:]
    for attachment in attachments where attachment.kind == Attachment.forgotten {
      if let target = attachment.target { masks[target] = attachment }
    }
    return masks
  }

  /// The mask of each of `files`, as `forgotten`, which is the newest snapshot's, leaves it.
  package func effectiveMasks(of files: [File], forgotten: [String: Attachment]) -> [Attachment?] {
    var own: [String: Attachment] = [:]
    for attachment in attachments where attachment.kind == Attachment.mask {
      if let target = attachment.target { own[target] = attachment }
    }
    return files.map { file in
      let mask = own[file.path]
      return forgotten[mask?.path ?? file.path] ?? mask
    }
  }
}

extension Store {
  /// Events of a snapshot without those forgotten since, as `newest` has it: how many, and from when to when.
  public func living(
    of manifest: Manifest, newest: Manifest
  ) -> (rows: Int, times: ClosedRange<Timestamp>?) {
    let masks = manifest.effectiveMasks(of: manifest.files, forgotten: newest.forgottenMasks)
    var rows = 0
    var times: ClosedRange<Timestamp>?
    for (file, mask) in zip(manifest.files, masks) where (mask?.rows ?? file.rows) > 0 {
      rows += mask?.rows ?? file.rows
      let first = Timestamp(microseconds: mask?.firstTime ?? file.firstTime)
      let last = max(first, Timestamp(microseconds: mask?.lastTime ?? file.lastTime))
      times = min(times?.lowerBound ?? first, first)...max(times?.upperBound ?? last, last)
    }
    return (rows, times)
  }

  /// The mask of a segment file, verified.
  package func mask(_ attachment: Manifest.Attachment, of file: SegmentFile) throws(StoreError) -> RowMask {
    let mask = try RowMask(
      try contents(of: attachment), footer: file.footer, path: path + "/" + attachment.path)
    guard mask.remainder.rows == attachment.rows else {
      throw .damaged(
        file: path + "/" + attachment.path, block: "mask", offset: 0, problem: .inconsistent("manifest"))
    }
    return mask
  }

  /// The identity map of a snapshot; an empty one when it has none.
  package func identityMap(of manifest: Manifest) throws(StoreError) -> IdentityMap {
    guard let attachment = manifest.identity else { return IdentityMap() }
    return try IdentityMap(try contents(of: attachment), path: path + "/" + attachment.path)
  }
}
