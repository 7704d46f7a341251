// Package review answers: which of these contestants do people prefer, when they do not know
// which is which?
//
// Prepare takes situations from a run's replays: two matches on one seed, against one
// opponent, on one side, that are equal up to the tick at which the two contestants first
// act differently. A clip of each begins just before that tick, so both show the same
// situation. Which of the two is on the left, and the order, are drawn from a seed; a tenth
// of the pairs appears a second time with the sides swapped. The clips that reviewers get
// name nobody; key.json says who is who and stays with whoever prepared the review.
//
// Verdicts are appended to a file. Results looks them up in the key: the preference of each
// two contestants with its interval over situations, ratings of more than two, agreement of
// reviewers with each other and with themselves, and whether they favour the left.
package review
