// Package scores answers what the models of a match scored and decided, decision by
// decision. A Match belongs to one recording and is stored beside it.
//
// Probabilities have one byte each: round(255 √p), so that small ones are kept and the
// error is at most 0.4 points. Scores and thresholds have 12 significant bits. A file is
// bounded by MaxDecisions; nothing here is needed to replay or to judge a match.
//
// The package is pure and small enough for the replay player in a browser.
package scores
