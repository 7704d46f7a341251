// Package compare answers what changed between two runs: how much better or worse each
// contestant of both scored, and whether the difference can be told from chance.
//
// Contestants are matched by name; the model behind a name may have changed. A
// contestant's scores are compared over the opponents that play alike in both runs, so
// that a stronger opponent is not mistaken for a weaker contestant. Where the runs have
// pairs against such an opponent on the same seeds, those pairs alone are compared, and
// the interval is that of their differences. Otherwise it is that of two independent
// scores, in which every opponent has the same weight.
//
// Runs of different rules or timing are refused unless Config.Force is set. Intervals are
// for one contestant each and are not corrected for their number. The package reads two
// run folders and plays nothing.
package compare
