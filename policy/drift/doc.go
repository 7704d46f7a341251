// Package drift compares what a running model sees and does with reference statistics of
// logs, and says when the two have come apart.
//
// A Reference holds histograms of the network's input, of confidence and of p_act, the mix
// of skills, and how often the model acts given an opening. Collect makes one of recordings;
// Parse reads one that somebody else may have written.
//
// Consecutive frames are nearly the same frame, so a Meter takes one sample in a second of
// play. Samples of one match still resemble each other: the reference states by how much
// (the design effect, as of cluster samples), and a Detector divides its sample sizes by
// it. The Detector judges windows of Window samples with the population stability index
// (PSI) and the Kolmogorov–Smirnov distance (KS). Both have a limit from their distribution
// in a healthy service (Level), and a floor (Material), so that a large sample raises no
// alarm for a difference that does not matter.
//
// A model that has collapsed is told from one that has nothing to do by its openings: the
// seconds in which p_act is as high as where the expert pressed. A collapsed model lets them
// pass; one with nothing to do sees none, and that alone is no collapse.
package drift
