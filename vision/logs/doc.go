// Package logs answers what an expert saw and what it did then. It reads and writes log
// folders: recordings of one lossless video and one table each, listed in logs.json. It
// also converts them to the tensors that a trainer reads.
//
//	logs.json     what all recordings have in common, and an entry for each
//	000001.mkv    one frame per decision
//	000001.csv    frame,tick,action[,available][,expert], one row per frame
//
// The action of row i is the press in the decision period that begins at its tick,
// [tick, tick + period). The frame was seen at that tick, before the press, so no frame
// shows the press that it is labelled with.
//
// A folder may come from another program and another game, with its own frame size, class
// names and period. An error names the file and the row that break a rule and says how to
// fix them. A recording is added to logs.json once its files are complete and synced, so
// a crash leaves no partial recording. Package policy defines what the classes mean to a
// model; package audit checks whether a folder can be trusted.
package logs
