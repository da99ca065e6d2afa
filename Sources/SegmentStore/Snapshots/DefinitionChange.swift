public import EventModel

/// A change of the definitions that a snapshot keeps.
public enum DefinitionChange: Sendable, Equatable {
  /// Puts a definition in force, in the place of one of the same kind and name.
  case define(Manifest.Definition)
  case remove(kind: String, name: String)
}

extension Store {
  /// Commits a snapshot that differs from the newest one in its definitions only.
  ///
  /// Answers the number of the snapshot that holds the change, which is the newest one where there was nothing to
  /// change. Holds the store's lock while it works.
  public func commit(_ change: DefinitionChange, at time: Timestamp) throws -> Int {
    let commit = try SnapshotCommit(store: self)
    let before = commit.manifest.definitions
    switch change {
    case .define(let definition): commit.manifest.define(definition)
    case .remove(let kind, let name): commit.manifest.removeDefinition(kind: kind, name: name)
    }
    if commit.manifest.definitions == before, commit.number > 1 { return commit.number - 1 }
    do {
      return try commit.commit(.define, at: time).snapshot
    } catch {
      commit.cancel()
      throw error
    }
  }
}
