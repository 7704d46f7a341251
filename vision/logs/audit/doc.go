// Package audit answers whether a log folder can be trusted: is everything there,
// once and at its time; do the frames show something; and do labels leak into
// their frames or lag behind them?
//
// Run reads every frame and row once and returns a Document, whose checks say
// what was found and how to fix it. It needs no model: a linear probe learns what
// changes on the screen when a press shows. What a model decides on the same
// recordings is measured by others, and judged here with Document.AddModel. The
// format of a folder is left to package logs.
//
// Invariants: the document follows from the folder, the seed and the settings,
// however many workers there are; the folder is only read; a recording that
// cannot be read is a finding and not an error.
package audit
