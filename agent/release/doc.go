// Package release answers: is everything that was asked for known of exactly this model, and
// what is known?
//
// A release is a record that ties a model to its evidence: the offline evaluation with the
// hash of its logs, a run of matches with its seed, the check of a service's requirements,
// the verdict of a blind review, and the complaints that are still open. Run looks the model
// up in each piece of evidence by its hash and its decoder. It refuses a release, with every
// reason, if a piece that was asked for lacks the model or is of another one, if the run is a
// shard or does not agree with its recordings, or if the check is not passed. Evidence that
// contradicts itself is an error. What reviewers prefer and which complaints are open is
// recorded; who signs decides whether that is acceptable.
//
// It measures nothing: whoever made the evidence did. Time and version are parameters.
package release
