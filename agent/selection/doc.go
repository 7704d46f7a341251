// Package selection answers: which of many candidates is the best, with few matches?
//
// Candidates meet one opponent in pairs, the k-th pair of each on the same seed. Pairs are
// played where they decide: those of the leader and of whoever may still beat it by more
// than δ. An offline score of the candidates, where there is one, says which to try first.
// It ends when the leader is within δ of the best with the asked probability.
//
// Scores are modelled as normal: a candidate's pairs around its mean, with an effect of each
// seed that is common to all, and the means of contenders around a line in their offline
// scores, with a spread that is averaged over (a hierarchical model with a half-Cauchy prior,
// Gelman 2006). Who contends is for matches alone to say. This is active offline policy
// selection (Konyushkova et al., 2021) with that model instead of a Gaussian process, and
// LUCB's (Kalyanakrishnan et al., 2012) choice of whom to play. The probability is the
// model's, over tables of candidates, not a guarantee for each: Rehearse measures on
// recorded pairs how often the choice is right, and what it costs.
package selection
