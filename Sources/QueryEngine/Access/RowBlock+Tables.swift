import SegmentStore

extension RowBlock {
  /// Gives all rows of a user the value that counts among those of the user's events and rows of the table of users.
  func userValues(ofColumn number: Int, keeps: Bool) throws -> ColumnChunk? {
    let told = try storedColumn(number, keeps: keeps)
    let table = try userTableRows()
    let listed = try table.flatMap { try column(number, of: $0) }
    let isEarliest = catalog.earliestColumns.contains(number)
    guard let table, let listed else {
      guard let told else { return nil }
      return isEarliest
        ? valuesOfUsers(UserValues(told: told, times: try times(), isEarliest: true)) : spreadOverUsers(told)
    }
    return valuesOfUsers(
      UserValues(
        told: told, times: try told.map { _ in try times() }, listed: listed, table: table,
        isEarliest: isEarliest))
  }

  /// Gives all rows of a user the one value that counts.
  private func valuesOfUsers(_ values: UserValues) -> ColumnChunk {
    var column = MergedColumn(chunks: [values.told, values.listed], rows: rowCount)
    for user in 0..<userCount {
      let rows = rows(ofUser: user)
      switch values.place(ofUser: user, events: rows) {
      case .event(let row)?: column.append(row, of: 0, count: rows.count)
      case .listed(let row)?: column.append(row, of: 1, count: rows.count)
      case nil: column.appendMissing(count: rows.count)
      }
    }
    return column.chunk()
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
