import SegmentStore

extension RowBlock {
  /// Gives all rows of a user the newest value that the user's events or rows of the table of users have; at the same
  /// instant the table knows better.
  func userValues(ofColumn number: Int, keeps: Bool) throws -> ColumnChunk? {
    let told = try storedColumn(number, keeps: keeps)
    let table = try userTableRows()
    guard let table, let listed = try column(number, of: table) else { return told.map(spreadOverUsers) }
    let times = try told.map { _ in try self.times() }
    var values = MergedColumn(chunks: [told, listed], rows: rowCount)
    for user in 0..<userCount {
      let rows = rows(ofUser: user)
      let newestEvent = told.flatMap { told in rows.last { told.codesByRow[$0] != 0 } }
      let newestListed = table.newestRow(ofUser: user, in: listed)
      switch (newestEvent, newestListed) {
      case (let event?, let row?) where (times?[event] ?? .min) > row.time:
        values.append(event, of: 0, count: rows.count)
      case (_, let row?): values.append(row.row, of: 1, count: rows.count)
      case (let event?, nil): values.append(event, of: 0, count: rows.count)
      case (nil, nil): values.appendMissing(count: rows.count)
      }
    }
    return values.chunk()
  }

  /// Gives every row the value of the account it names, itself or through its user.
  func accountValues(ofColumn number: Int) throws -> ColumnChunk? {
    guard let tables, let accountColumn = catalog.accountColumn, let accounts = try column(accountColumn)
    else {
      return nil
    }
    var bytes = 0
    defer { noteRead(bytes) }
    return try tables.accounts.values(ofColumn: number, for: accounts, bytesRead: &bytes) {
      [self] in try checkCancelled()
    }
  }

  /// Gives all rows of a user the value of the last row that has one, which is the newest.
  func spreadOverUsers(_ chunk: ColumnChunk) -> ColumnChunk {
    var spread = chunk
    spread.codesByRow.withUnsafeMutableBufferPointer { codes in
      var start = 0
      for end in userEnds {
        let rows = start..<Int(end)
        let newest = rows.last { codes[$0] != 0 }.map { codes[$0] } ?? 0
        for row in rows { codes[row] = newest }
        start = Int(end)
      }
    }
    return spread
  }

  private func column(_ number: Int, of table: UserTableRows) throws -> ColumnChunk? {
    let before = table.bytesRead
    defer { noteRead(table.bytesRead - before) }
    return try decoding { try table.column(number) }
  }
}
