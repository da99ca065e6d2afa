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
  /// Events in a snapshot without those forgotten since, as `newest` has it.
  public func livingRows(of manifest: Manifest, newest: Manifest) -> Int {
    let masks = manifest.effectiveMasks(of: manifest.files, forgotten: newest.forgottenMasks)
    return zip(manifest.files, masks).reduce(0) { $0 + ($1.1?.rows ?? $1.0.rows) }
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
