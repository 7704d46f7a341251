// Package vector plays many matches at once, one decision of each at a time, for
// a trainer. It answers: what does an agent see, what may it press, what was right,
// and what does a press gain?
//
// One seat of a match belongs to the caller, who gets the pixels of an agent and
// has an agent's timing: a decision every agent.PeriodTicks, in effect Delay ticks
// later, and the skills of an agent's own book. The other seat belongs to a script.
// Each environment depends only on the configuration and its own number: any number
// of environments and workers gives identical results.
//
// Expert, Gains and State read the true state. They are for training and no input of
// the network that plays. The form of an observation is that of package vision; what a network
// makes of it is the caller's concern.
package vector
