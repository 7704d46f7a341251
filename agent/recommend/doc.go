// Package recommend answers which contestant of a tournament is best ([Leader]), which one
// to ship ([Run]), how certain that is, and what speaks against it.
//
// [Leader] compares all contestants. For [Run] the candidates are the models; if a run
// has none, its scripts. Contestants of the gauntlet are opponents, except the champion
// of a sequential test, which stays unless a candidate is accepted. The best is compared
// with each other one: by their own pairs if they met, otherwise by their pairs against
// the same opponents on the same seeds. A candidate is recommended only if it has an
// interval that excludes the alternative; otherwise the document says what it cannot be
// told apart from.
//
// What speaks against the leader includes scenarios that it fails and other runs in which
// it trails a rival. They do not change who leads.
//
// The package computes from results and legs and plays nothing. The intervals are for
// one comparison each and are not corrected for the number of candidates.
package recommend
