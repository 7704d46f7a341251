// Package hazard answers: how likely was a script to press on a frame, and does a model
// know it?
//
// The true hazard of a frame is the probability that the script presses in the decision
// period after it, given the whole match up to the frame: the true state and every
// earlier press, but not what the script has decided in secret. It is the best that a
// model of these labels can say. It is estimated by playing the next period many times:
// both scripts redraw their hidden decisions, and all random streams are new.
//
// A model sees less than the state, so its p_act may differ from the hazard on a frame
// and still be calibrated. Over many frames of equal p_act the mean hazard and the share
// of presses must both equal p_act.
package hazard
