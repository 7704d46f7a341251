// Package scenario answers: what does a contestant do at a moment that somebody complained
// about?
//
// A scenario is a small test: a recorded match up to a tick is the prefix, then the
// contestant takes over one side, and a grader looks at its presses. The other side plays as
// recorded. The scenario is played on the recorded state and on variations of it, in which
// both sides' movement is reseeded some ticks before the takeover, so that a model cannot
// pass by knowing one match by heart. A variation counts only if its premise holds: there is
// an opening long enough to use, or the press is still wrong. The premise does not depend on
// the contestant, so all contestants are judged on the same variations.
//
// Make turns complaints into scenarios, Open reads a folder of them, which people may edit,
// and Run plays them. A scenario is passed or failed if the whole interval of its pass rate
// is above or below one half.
package scenario
