// Package bot turns a contestant's string into a bot that plays: it parses the
// string, loads the model, gives it an eye and a decoder, tries it on a frame of
// a match, and seeds whatever draws. It is the way in for other programs.
//
// Open is all of it in one call. The parts are there for those that need them
// apart: Parse opens no file; a Setup says how models are loaded, and Setup.Open
// loads one; New makes a Bot of a contestant and a Loader, which may be a fake.
//
// A Bot sees the game through pixels alone, is a duel.Controller, and plays match
// after match. Whatever it draws comes from streams of the match's seed that are
// its side's own, so that one contestant never shifts another's draws. How a run
// is scheduled and what a result means is agent/arena's business.
package bot
