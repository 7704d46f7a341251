// Package bot turns a contestant string into a bot that plays. It parses the
// string, loads the model or connects to its server, attaches an eye and a decoder, runs the network on a
// frame of a match, and seeds every random generator. Other programs start here.
//
// Open does all of it in one call. Parse, Setup and New are the separate steps:
// Parse opens no file, a Setup says how models are loaded, and New makes a Bot
// from a contestant and a Loader, which may be a fake.
//
// A Bot of a model sees the game through pixels alone. Its random numbers come
// from streams of the match's seed that belong to its side, so one contestant
// never changes another's. Package agent/arena schedules runs and interprets
// results.
package bot
