// Package stats holds the statistics that measurements of every kind share:
// numbers and intervals as JSON has them, Wilson's interval, quantiles,
// bootstrap samples, average precision, and rank correlation with its interval
// and permutation test.
//
// Pure functions of numbers: what the numbers count is the callers' business.
// Scores of matches are in policy/rating, metrics of labels and scores in
// policy/offline. Whatever draws takes its seed and its stream as arguments.
package stats

// Z95 is the 97.5 % point of the standard normal distribution.
const Z95 = 1.959963984540054
