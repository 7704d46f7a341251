// Package farm plays a tournament on several machines and returns the results that one
// machine would have. It answers: does it matter where a match is played? It must not.
//
// The run folder of agent/arena is the only record. Shards are parts of a schedule that
// are played separately, each in a folder of its own; Merge combines these folders. What
// was played elsewhere counts only after it was replayed here.
package farm
