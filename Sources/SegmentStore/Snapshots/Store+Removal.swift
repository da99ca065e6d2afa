extension Store {
  /// Removes what the making of a store has made, as long as no snapshot was ever committed to it.
  ///
  /// Called when the first ingest failed, so that a slip leaves no empty store behind. Does nothing where there is a snapshot
  /// or another process holds the lock, and stops at anything that is not its own. `keepingDirectory` leaves the directory
  /// itself, which was there before.
  package func removeIfEmpty(keepingDirectory: Bool) {
    guard let lock = try? fileSystem.lock(path + "/lock") else { return }
    defer { withExtendedLifetime(lock) {} }
    guard let numbers = try? snapshotNumbers(), numbers.isEmpty else { return }
    do throws(StoreError) {
      try fileSystem.removeIfPresent(path + "/lock")
      // The folder that makes a directory a store goes first: what is left, when this is cut short, is completed as a store
      // of which the making was cut short.
      let attachments = path + "/" + Self.attachmentsName
      if fileSystem.exists(attachments) { try fileSystem.removeDirectory(attachments) }
      for name in Self.folders.reversed() { try fileSystem.removeDirectory(path + "/" + name) }
      if !keepingDirectory { try fileSystem.removeDirectory(path) }
    } catch {
      // An empty store is left then, which hurts nobody.
    }
  }
}
