// Package html writes the report of a tournament for people: one HTML file that needs
// no network and no other file.
//
// The page is readable before, and without, its script: the recommendation, standings,
// the cross table, ledgers, warnings and what identifies the run are static. The script
// lists the matches and plays their replays, which are embedded as they are in the run's
// folder, with the player of cmd/kumite-web. A content security policy forbids every
// request and every script except those that Write embeds.
//
// Everything from the run is shown as text: markup is escaped, and control characters,
// invisible direction marks and invalid UTF-8 are shown as escape sequences.
//
// Other packages compute what is shown; this one formats.
package html
