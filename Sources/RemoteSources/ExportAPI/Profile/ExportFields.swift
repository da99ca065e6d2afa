/// The fields of an object's rows that have a meaning: their keys in a profile, and which must be named.
struct ExportFields {
  var required: [String]
  var optional: [String]

  static let members = ExportFields(required: ["user"], optional: ["segment"])

  static func of(_ object: ExportProfile.Object) -> ExportFields {
    switch object {
    case .events: ExportFields(required: ["user", "event", "time"], optional: ["event_id", "session"])
    case .users: ExportFields(required: ["user"], optional: ["time"])
    case .accounts: ExportFields(required: ["account"], optional: ["time"])
    case .segments: ExportFields(required: ["id", "name"], optional: [])
    case .funnels:
      ExportFields(required: ["name", "steps", "counts"], optional: ["id", "unit", "from", "to"])
    case .analytics: ExportFields(required: [], optional: [])
    }
  }
}
