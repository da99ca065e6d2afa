import EventModel
import QueryLanguage

/// A number taken from the events of one step of one unit, ready to run.
struct BoundMeasure: Sendable {
  /// What becomes of the events in the window; without any it is 0.
  enum Aggregate: Sendable {
    case count
    /// 1 where there is an event at all.
    case presence
    case distinct(BoundFilter.Field)
    case sum(BoundFilter.Field)
    case mean(BoundFilter.Field)
    case minimum(BoundFilter.Field)
    case maximum(BoundFilter.Field)
    /// Linear between order statistics.
    case quantile(Double, BoundFilter.Field)

    /// The field whose values are read, and whether as numbers.
    var field: (field: BoundFilter.Field, isNumber: Bool)? {
      switch self {
      case .count, .presence: nil
      case .distinct(let field): (field, false)
      case .sum(let field), .mean(let field), .minimum(let field), .maximum(let field),
        .quantile(_, let field):
        (field, true)
      }
    }
  }

  var aggregate: Aggregate
  var step: BoundStep

  var columns: Set<Int> {
    var columns = step.filter?.columns ?? []
    columns.formUnion(aggregate.field?.field.columns ?? [])
    return columns
  }
}

extension BoundMeasure {
  init(_ measure: Measure, binder: inout Binder) {
    step = binder.step(measure.step)
    switch measure.aggregate {
    case .count: aggregate = .count
    case .users: aggregate = .presence
    case .sessions:
      aggregate = .distinct(binder.catalog.number(of: .session).map { .column($0) } ?? .absent)
    case .accounts:
      binder.refuse("accounts of", at: measure.span)
      aggregate = .count
    case .distinct(let property): aggregate = .distinct(binder.field(property))
    case .sum(let property): aggregate = .sum(binder.field(property))
    case .mean(let property): aggregate = .mean(binder.field(property))
    case .median(let property): aggregate = .quantile(0.5, binder.field(property))
    case .minimum(let property): aggregate = .minimum(binder.field(property))
    case .maximum(let property): aggregate = .maximum(binder.field(property))
    case .quantile(let order, let property): aggregate = .quantile(order, binder.field(property))
    }
  }
}
