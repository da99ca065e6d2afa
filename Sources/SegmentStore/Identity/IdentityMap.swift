/// Which users the raw ids of sources stand for: the links in force.
///
/// For each raw id and source there is at most one link, whatever the order in which links came: of several in one list
/// the one to the smallest id (as bytes) counts, and a later list wins over an earlier. A link for one source wins over
/// one for all. A value; safe to share.
package struct IdentityMap: Sendable, Equatable {
  /// What a link is found by.
  struct Key: Hashable, Sendable {
    var rawID: [UInt8]
    var source: String?
  }

  private(set) var targets: [Key: [UInt8]] = [:]

  package init() {}

  package var isEmpty: Bool { targets.isEmpty }

  /// Links in force.
  package var count: Int { targets.count }

  /// The links, in the order of raw ids, those for all sources first.
  package var links: [IdentityLink] {
    targets.map { IdentityLink(rawID: $0.key.rawID, userID: $0.value, source: $0.key.source) }
      .sorted { left, right in
        if left.rawID != right.rawID { return left.rawID.lexicographicallyPrecedes(right.rawID) }
        return (left.source.map { [UInt8]($0.utf8) } ?? []).lexicographicallyPrecedes(
          right.source.map { [UInt8]($0.utf8) } ?? [])
      }
  }

  /// Puts a list of links in force; answers what was peculiar about them. Their order does not matter.
  @discardableResult
  package mutating func add(_ links: some Sequence<IdentityLink>) -> IdentityFindings {
    var findings = IdentityFindings()
    var added: [Key: [UInt8]] = [:]
    for link in links {
      findings.links += 1
      let key = Key(rawID: link.rawID, source: link.source)
      if link.rawID == link.userID {
        findings.selfLinks += 1
      } else if let known = added[key] {
        if known == link.userID {
          findings.repeated += 1
        } else {
          findings.conflicts += 1
          if link.userID.lexicographicallyPrecedes(known) { added[key] = link.userID }
        }
      } else {
        added[key] = link.userID
      }
    }
    for (key, target) in added {
      let known = targets.updateValue(target, forKey: key)
      if known == target {
        findings.repeated += 1
      } else if known != nil {
        findings.overridden += 1
      }
    }
    describe(&findings)
    return findings
  }

  /// Takes every link out of force for which `condition` holds.
  package mutating func removeAll(where condition: (_ rawID: [UInt8], _ userID: [UInt8]) -> Bool) {
    targets = targets.filter { !condition($0.key.rawID, $0.value) }
  }

  /// The sources that links are restricted to.
  package var sources: Set<String> { Set(targets.keys.compactMap(\.source)) }

  /// Who is who in events of `source`; `nil` stands for a source that no link is restricted to.
  package func resolver(source: String?) -> IdentityResolver { IdentityResolver(self, source: source) }

  /// Counts rings, chains and shared users of the map as a whole.
  private func describe(_ findings: inout IdentityFindings) {
    (findings.cycles, findings.chained, findings.sharedUsers) = (0, 0, 0)
    for source in [nil] + sources.map({ Optional($0) }) {
      let resolver = resolver(source: source)
      // Rings and the like without any link of the source are those of all sources, and counted there.
      if source == nil {
        findings.cycles += resolver.cycles
        findings.chained += resolver.chained
        findings.sharedUsers += resolver.sharedUsers
      } else {
        findings.cycles += max(0, resolver.cycles - self.resolver(source: nil).cycles)
      }
    }
  }
}
