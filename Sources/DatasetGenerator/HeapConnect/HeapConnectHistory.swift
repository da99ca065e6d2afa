import EventModel

/// What happened on an imaginary website, day by day: a function of the recipe alone.
///
/// A day is made when it is asked for, from a stream of random numbers of its own, so any day can be made again.
package struct HeapConnectHistory: Sendable {
  /// One raw event: a session's start, a page view or a click.
  package struct RawEvent: Sendable {
    package enum Kind: Sendable {
      case session
      case pageview
      case click
    }

    package var kind: Kind
    package var id: Int64
    package var user: Int64
    /// Events that a server sent belong to no session.
    package var session: Int64?
    /// µs since 1970.
    package var time: Int64
    /// The page, or what was clicked.
    package var target: String
    package var browser: String
    package var country: String
    package var campaign: String?
    /// How many days later it is delivered.
    package var delay: Int
  }

  /// A person with one or two ids.
  package struct Person: Sendable {
    package var number: Int
    /// The id of the browser.
    package var anonymous: Int64
    /// The id after identifying; many never do.
    package var identified: Int64?
    /// The day the ids become one; events before keep the id of the browser.
    package var identifiedOn: Int
    package var plan: String
  }

  package let recipe: HeapConnectRecipe
  package let persons: Int

  /// 2026-01-05T00:00:00Z.
  package static let firstDay: Int64 = 1_767_571_200_000_000
  package static let dayLength: Int64 = 86_400_000_000
  /// The longest delay of a row, in days.
  package static let longestDelay = 4
  private static let pages = ["/", "/pricing", "/features", "/docs", "/blog", "/cart", "/checkout"]
  private static let browsers = ["Chrome", "Safari", "Firefox", "Edge"]
  private static let countries = ["United States", "Germany", "France", "Japan", "Brazil"]
  private static let campaigns = ["spring", "retargeting", "newsletter"]
  /// Raw events of a person on a day, on average, where the person comes at all.
  private static let eventsPerVisit = 9.0
  private static let visitShare = 0.35

  package init(_ recipe: HeapConnectRecipe) {
    self.recipe = recipe
    let perPerson = Double(max(1, recipe.dumps)) * Self.visitShare * Self.eventsPerVisit
    persons = max(8, Int(Double(recipe.events) / perPerson))
  }

  package func person(_ number: Int) -> Person {
    var random = RandomStream(seed: recipe.seed, stream: 1 << 40 | UInt64(number))
    let anonymous = Self.id(&random)
    let isIdentified = random.next(below: 100) < 45
    let identified = Self.id(&random)
    return Person(
      number: number, anonymous: anonymous, identified: isIdentified ? identified : nil,
      identifiedOn: Int(random.next(below: UInt64(max(1, recipe.dumps)))),
      plan: random.next(below: 5) == 0 ? "pro" : "free")
  }

  /// The raw events of a day, in no particular order.
  package func events(ofDay day: Int) -> [RawEvent] {
    var random = RandomStream(seed: recipe.seed, stream: UInt64(day))
    var events: [RawEvent] = []
    for number in 0..<persons {
      guard random.nextUnit() < Self.visitShare else { continue }
      let person = person(number)
      let user = day >= person.identifiedOn ? person.identified ?? person.anonymous : person.anonymous
      visit(of: user, day: day, &random, &events)
    }
    addPeculiarities(day: day, &random, &events)
    return events
  }

  private func visit(of user: Int64, day: Int, _ random: inout RandomStream, _ events: inout [RawEvent]) {
    let session = Self.id(&random)
    // Whole milliseconds now and then, so that events of one instant come about.
    var time = Self.firstDay + Int64(day) * Self.dayLength + Int64(random.next(below: 79_200_000)) * 1_000
    let browser = Self.browsers[Int(random.next(below: 4))]
    let country = Self.countries[Int(random.next(below: 5))]
    let campaign = random.next(below: 4) == 0 ? Self.campaigns[Int(random.next(below: 3))] : nil
    func add(_ kind: RawEvent.Kind, _ target: String, session: Int64?) {
      events.append(
        RawEvent(
          kind: kind, id: Self.id(&random), user: user, session: session, time: time, target: target,
          browser: browser, country: country, campaign: campaign,
          delay: random.next(below: 25) == 0 ? 1 + Int(random.next(below: UInt64(Self.longestDelay))) : 0))
      if random.next(below: 12) != 0 { time += Int64(1 + random.next(below: 240_000_000)) }
    }
    add(.session, "", session: session)
    var interest = 0
    for _ in 0..<(1 + random.next(below: 7)) {
      let page = Self.pages[Int(random.next(below: UInt64(min(Self.pages.count, 3 + interest))))]
      add(.pageview, page, session: session)
      if random.next(below: 3) == 0 { continue }
      switch page {
      case "/pricing": add(.click, "Sign Up", session: session)
      case "/features": add(.click, "Add to cart", session: session)
      case "/checkout": add(.click, "Submit order", session: random.next(below: 8) == 0 ? nil : session)
      case "/blog": add(.click, "Newsletter", session: session)
      default: add(.click, "Banner", session: session)
      }
      interest += 1
    }
  }

  /// What trips loaders: one event id of two users, an event in the future, two rows of one instant.
  private func addPeculiarities(day: Int, _ random: inout RandomStream, _ events: inout [RawEvent]) {
    guard events.count > 4 else { return }
    if day % 3 == 0 {
      var twin = events[Int(random.next(below: UInt64(events.count)))]
      twin.user = events[0].user == twin.user ? twin.user ^ 1 : events[0].user
      twin.session = nil
      events.append(twin)
    }
    if day % 5 == 2 {
      var future = events[events.count / 2]
      future.id = Self.id(&random)
      future.time += 365 * 200 * Self.dayLength
      events.append(future)
    }
  }

  /// The links of ids that a dump on `day` knows: those of persons who identified, and some that are odd.
  package func migrations(onDay day: Int) -> [(from: Int64, to: Int64, time: Int64)] {
    var links: [(from: Int64, to: Int64, time: Int64)] = []
    for number in 0..<persons {
      let person = person(number)
      guard let identified = person.identified, day >= person.identifiedOn else { continue }
      let time = Self.firstDay + Int64(person.identifiedOn) * Self.dayLength
      if number % 17 == 0 {
        // Over an id in between.
        links.append((person.anonymous, person.anonymous ^ 2, time))
        links.append((person.anonymous ^ 2, identified, time))
      } else {
        links.append((person.anonymous, identified, number % 11 == 0 ? 0 : time))
      }
      if number % 29 == 0 { links.append((identified, identified, time)) }
    }
    if day >= recipe.dumps / 2, persons > 2 {
      // A ring of ids nobody else uses.
      links.append((7_001, 7_002, 0))
      links.append((7_002, 7_001, 0))
    }
    return links
  }

  /// Ids of Heap are 53 bits and more.
  private static func id(_ random: inout RandomStream) -> Int64 { Int64(random.next() >> 4) | 1 << 58 }
}
