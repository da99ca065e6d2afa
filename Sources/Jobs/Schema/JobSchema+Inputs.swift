/// What a job can read: an input's kind is the name of the `sojourn ingest` command that reads it, and its keys are that
/// command's options, with `_` for `-`.
extension JobSchema {
  static let inputs = [
    JobKind(
      kind: .csv,
      keys: [JobKey("csv", files, isRequired: true, "CSV files with a header, plain, .gz or .zst.")] + common
        + columns + [JobKey("delimiter", .text, "What separates fields: comma, semicolon, tab or pipe.")]),
    JobKind(
      kind: .jsonLines,
      keys: [JobKey("jsonl", files, isRequired: true, "JSON Lines files, plain, .gz or .zst.")] + common
        + columns),
    JobKind(
      kind: .heapConnect,
      keys: [
        JobKey(
          "heap-connect", .path, isRequired: true,
          "A Heap Connect bucket, s3://name/folder, or the directory that mirrors it.")
      ] + common + [
        JobKey(
          "bucket_prefix", .list(.text, allowsOne: true),
          "What stands before the keys in manifests; other addresses are refused."),
        JobKey("time_zone", .text, "The zone of times that carry none."),
        JobKey(
          "keep_going", .flag, "Whether to leave out what is damaged or missing, and end with exit code 3."),
        JobKey("no_users", .flag, "Whether to pass over the users table."),
        JobKey("endpoint_url", .text, "The address of an S3-compatible store; AWS by default."),
        JobKey("region", .text, "The region of a bucket of S3."),
        JobKey("ca_file", .path, "PEM certificates to trust beside those of the system."),
      ]),
    JobKind(
      kind: .heapAPI,
      keys: [JobKey("heap-api", .path, isRequired: true, "The profile, a YAML file that describes the API.")]
        + common + [
          JobKey("base_url", .text, "An address to use in the place of the profile's base_url."),
          JobKey(
            "object",
            .list(
              .word(["events", "users", "accounts", "segments", "funnels", "analytics"]), allowsOne: true),
            "The objects to read; all by default."),
          JobKey("since", .text, "Where the first run begins: a date or an instant of ISO 8601, UTC."),
          JobKey("until", .text, "Read nothing from this date or instant on."),
          JobKey("lookback", .text, "How much behind the last run is read again for late data, such as 3d."),
          JobKey("credentials", .path, "A file of client_id and client_secret, readable by its owner only."),
          JobKey("ca_file", .path, "PEM certificates to trust beside those of the system."),
          JobKey("commit_size", .text, "How much is downloaded before it is committed, such as 64MB."),
        ]),
  ]

  /// Keys of an input that are the job's own; all others are options of the command.
  static let ownInputKeys = ["name", "optional"]

  private static let files = JobShape.list(.path, allowsOne: true)

  private static let common = [
    JobKey("name", .text, "What the summary calls it; the source by default."),
    JobKey("source", .text, "What to call the source of the events."),
    JobKey(
      "max_rejects", .text,
      "The share of rejected rows above which the run ends with exit code 3; 0.1% by default."),
    JobKey("memory", .text, "Memory for events before they are sorted to disk, such as 512MB."),
    JobKey("optional", .flag, "Whether files may be missing."),
  ]

  private static let columns = [
    JobKey("user", .text, "The column of the user."),
    JobKey("account_id", .text, "The column of the account, in rows of the table of accounts."),
    JobKey("event", .text, "The column of the event name."),
    JobKey("time", .text, "The column of the time."),
    JobKey("event_id", .text, "The column of the event's own id."),
    JobKey("no_event_id", .flag, "Whether there is no column of event ids, whatever its name looks like."),
    JobKey("session", .text, "The column of the session."),
    JobKey("no_session", .flag, "Whether there is no column of sessions, whatever its name looks like."),
    JobKey("time_format", .text, "How times are written."),
    JobKey("time_zone", .text, "The zone of times that carry none."),
    JobKey("map", .path, "A YAML file that renames, types or leaves out columns."),
    JobKey("user_properties", .text, "Columns that say something of the user, separated by commas."),
    JobKey("account", .text, "The property whose values are the store's accounts."),
    JobKey(
      "table", .word(["users", "accounts"]), "The rows are no events but say what users or accounts are like."
    ),
    JobKey(
      "replace_table", .flag, "Whether the rows take the place of all that the source has in the table."),
    JobKey("session_gap", .text, "The silence that ends a session of this source, such as 15m."),
    JobKey("identity", .path, "A file of raw_id and user_id that joins the store's identity map."),
    JobKey("dedupe", .word(["ids", "rows"]), "What counts once: events of one id, or also equal rows."),
  ]
}
