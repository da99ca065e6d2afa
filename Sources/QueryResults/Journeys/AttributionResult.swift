public import EventModel

/// The answer to an `attribution` statement: how much of the conversions each touch is credited with.
public struct AttributionResult: Sendable, Equatable {
  /// The model as written, for example `position 40/20/40`.
  public var model: String
  public var conversions: Int
  /// The sum of the statement's `value`, nil without one.
  public var amount: Double?
  /// Values with credit 0 are listed too.
  public var credit: [AttributionCredit]

  public init(
    model: String,
    conversions: Int,
    amount: Double?,
    credit: [AttributionCredit]
  ) {
    self.model = model
    self.conversions = conversions
    self.amount = amount
    self.credit = credit
  }
}

/// The credit of one touch value.
public struct AttributionCredit: Sendable, Equatable {
  /// Nil for conversions without a touch.
  public var value: PropertyValue?
  public var credit: Double
  public var share: Double?

  public init(
    value: PropertyValue?,
    credit: Double,
    share: Double?
  ) {
    self.value = value
    self.credit = credit
    self.share = share
  }
}
