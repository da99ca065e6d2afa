/// Hard limits of a store, each with its reason; exceeding one is an error that names it.
package enum StoreLimits {
  /// Names of files have eight digits for the snapshot.
  package static let snapshots = 99_999_999
  /// Names of files have four digits for their number within a commit.
  package static let filesPerCommit = 9_999
  /// Manifests are read whole: this is room for about half a million files and inputs.
  package static let manifestBytes = 256 << 20
}
