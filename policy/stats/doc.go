// Package stats has general statistics: numbers and intervals with undefined values
// in JSON, Wilson's interval, quantiles, bootstrap samples, average precision, and
// rank correlation with its interval and permutation test.
//
// Its functions are pure; functions that draw take a seed. Statistics of matches are
// in policy/rating, metrics of labels and scores in policy/offline.
package stats

// Z95 is the 97.5 % point of the standard normal distribution.
const Z95 = 1.959963984540054
