extension Statement {
  /// The word the statement begins with.
  public var keyword: String {
    String(Printer.print(self).prefix { $0 != " " })
  }
}
