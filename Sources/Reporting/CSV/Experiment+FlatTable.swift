internal import EventModel
internal import QueryResults

extension ExperimentReport {
  var flatTables: [FlatTable] {
    [
      verdictTable, plannedArmTable, healthTable, populationTable, armTable, comparisonTable, guardrailTable,
      sensitivityTable, segmentTable, dayTable, seriesTable, lookTable,
    ]
  }

  private var verdictTable: FlatTable {
    FlatTable(
      columns: ["experiment", "verdict", "rule", "sentence"],
      rows: [
        [
          .text(inputs.experiment), .text(verdict.name.rawValue), .text(verdict.rule),
          .text(verdict.sentence),
        ]
      ])
  }

  private var plannedArmTable: FlatTable {
    FlatTable(
      columns: ["arm", "weight", "control"],
      rows: inputs.arms.map { [.text($0.arm), .number($0.weight), .flag($0.control)] })
  }

  private var healthTable: FlatTable {
    FlatTable(
      columns: ["check", "value", "threshold", "status", "measure"],
      rows: health.map { check in
        [
          .text(check.check), .number(check.value), .number(check.threshold), .text(check.status.rawValue),
          .text(check.measure.rawValue),
        ]
      })
  }

  /// One row per stage and arm; the total has no arm.
  private var populationTable: FlatTable {
    FlatTable(
      columns: ["stage", "reason", "arm", "units"],
      rows: population.flatMap { row in
        let lead: [FlatTable.Field] = [.text(row.stage.rawValue), .text(row.reason)]
        return [lead + [.empty, .integer(row.total)]]
          + row.arms.map { lead + [.text($0.arm), .integer($0.units)] }
      })
  }

  private var armTable: FlatTable {
    FlatTable(
      columns: [
        "metric", "role", "direction", "kind", "arm", "n", "converters", "rate", "sum", "mean",
        "standard_deviation",
        "low", "high",
      ],
      rows: metrics.flatMap { metric in
        metric.arms.map { arm in
          var row: [FlatTable.Field] = [
            .text(metric.name), .text(metric.role.rawValue), .text(metric.direction.rawValue),
            .text(metric.kind.rawValue), .text(arm.arm), .integer(arm.n),
          ]
          switch arm.measure {
          case .rate(let converters, let rate):
            row += [.integer(converters), .number(rate), .empty, .empty, .empty]
          case .mean(let sum, let mean, let deviation):
            row += [.empty, .empty, .number(sum), .number(mean), .number(deviation)]
          case .ratio(let numerator, _, let ratio):
            row += [.empty, .empty, .number(numerator), .number(ratio), .empty]
          case .quantile(_, let value):
            row += [.empty, .empty, .empty, .number(value), .empty]
          }
          return row + FlatTable.Field.bounds(arm.interval)
        }
      })
  }

  private var comparisonTable: FlatTable {
    FlatTable(
      columns: [
        "metric", "treatment", "control", "absolute_effect", "low", "high", "relative_effect", "relative_low",
        "relative_high", "level", "method", "statistic", "degrees_of_freedom", "p", "p_adjusted",
        "family_size",
        "mde", "chance_to_win", "expected_loss", "reason",
      ],
      rows: metrics.flatMap { metric in
        metric.comparisons.map { comparison in
          var row: [FlatTable.Field] = [
            .text(metric.name), .text(comparison.treatment), .text(comparison.control),
            .number(comparison.absoluteEffect),
          ]
          row += FlatTable.Field.bounds(comparison.interval) + [.number(comparison.relativeEffect)]
          row += FlatTable.Field.bounds(comparison.relativeInterval)
          row += [
            .number(comparison.level), .text(comparison.method), .number(comparison.statistic),
            .number(comparison.degreesOfFreedom), .number(comparison.p), .number(comparison.pAdjusted),
            .integer(comparison.familySize), .number(comparison.mde), .number(comparison.chanceToWin),
            .number(comparison.expectedLoss), .text(comparison.reason),
          ]
          return row
        }
      })
  }

  private var guardrailTable: FlatTable {
    FlatTable(
      columns: ["metric", "arm", "margin", "bound", "status"],
      rows: guardrails.map { guardrail in
        [
          .text(guardrail.metric), .text(guardrail.arm), .number(guardrail.margin), .number(guardrail.bound),
          .text(guardrail.status.rawValue),
        ]
      })
  }

  private var sensitivityTable: FlatTable {
    FlatTable(
      columns: ["metric", "treatment", "line", "effect", "low", "high", "p", "agrees", "reason"],
      rows: metrics.flatMap { metric in
        metric.comparisons.flatMap { comparison in
          comparison.sensitivity.map { line in
            [
              .text(metric.name), .text(comparison.treatment), .text(line.name), .number(line.effect),
            ] + FlatTable.Field.bounds(line.interval) + [
              .number(line.p), line.agrees.map { .flag($0) } ?? .empty, .text(line.reason),
            ]
          }
        }
      })
  }

  private var dayTable: FlatTable {
    FlatTable(
      columns: ["day", "arm", "new_units"],
      rows: days.flatMap { day in
        day.arms.map { [.text(day.day), .text($0.arm), .integer($0.units)] }
      })
  }

  private var seriesTable: FlatTable {
    FlatTable(
      columns: [
        "metric", "treatment", "control", "day", "units", "effect", "low", "high", "p", "running_p",
        "chance_to_win",
      ],
      rows: series.flatMap { series in
        series.points.map { point in
          [
            .text(series.metric), .text(series.treatment), .text(series.control), .text(point.day),
            .integer(point.units), .number(point.effect),
          ] + FlatTable.Field.bounds(point.interval) + [
            .number(point.p), .number(point.runningP), .number(point.chanceToWin),
          ]
        }
      })
  }

  private var lookTable: FlatTable {
    FlatTable(
      columns: ["metric", "treatment", "look", "effect", "statistic", "bound", "crossed"],
      rows: metrics.flatMap { metric in
        metric.comparisons.flatMap { comparison in
          comparison.looks.map { look in
            [
              .text(metric.name), .text(comparison.treatment), .integer(look.look), .number(look.effect),
              .number(look.statistic), .number(look.bound.isFinite ? look.bound : nil), .flag(look.isCrossed),
            ]
          }
        }
      })
  }

  private var segmentTable: FlatTable {
    FlatTable(
      columns: [
        "metric", "treatment", "segment", "control_units", "treatment_units", "effect", "low", "high",
        "interaction_p", "interaction_p_adjusted", "reason",
      ],
      rows: segments.flatMap { breakdown in
        breakdown.segments.map { segment in
          [
            .text(breakdown.metric), .text(breakdown.treatment), .text(segment.name),
            .integer(segment.controlUnits), .integer(segment.treatmentUnits), .number(segment.effect),
          ] + FlatTable.Field.bounds(segment.interval) + [
            .number(breakdown.interaction.p), .number(breakdown.interactionPAdjusted), .text(segment.reason),
          ]
        }
      })
  }
}

extension SegmentEffect {
  /// The values of the segment as one text.
  var name: String {
    values.isEmpty ? "(other)" : values.map { $0 ?? "(none)" }.joined(separator: ", ")
  }
}
