// Package audit answers whether a log folder can be trusted: is it complete, without
// duplicates and evenly timed; do the frames show anything; and do labels leak into their
// frames or lag behind them?
//
// Run reads every frame and row once and returns a Document, whose checks say what was
// found and how to fix it. It needs no model: a linear probe learns what changes on the
// screen when a press shows. A model's decisions on the same recordings are computed
// elsewhere and added with Document.AddModel. Package logs defines the format of a folder.
//
// Invariants: the document depends on the folder, the seed and the settings, not on the
// number of workers; the folder is only read; a recording that cannot be read is a
// finding, not an error.
package audit
