// Package moments answers what happened in a recorded match, and when: presses and
// their effects, and the openings that a side did not use.
//
// A match has one list of moments, in the order of their ticks. It follows from the
// recording alone. Which moments are shown, and how, is left to the caller.
package moments
