// Package logs answers: what did an expert see, and what did it do then? It
// reads and writes folders of recordings, one lossless video and one table
// each, listed in logs.json; and it makes of them the tensors that a trainer
// reads.
//
//	logs.json     what all recordings have in common, and one entry for each
//	000001.mkv    one frame per decision
//	000001.csv    frame,tick,action[,available], one row per frame
//
// Row i's action is the press that falls in the decision period after its
// tick, [tick, tick + period); the frame is what was seen at that tick, before
// the press. So a frame never shows the press that it is labelled with.
//
// A folder may come from another program and another game: frame size, class
// names and period are the folder's own. What breaks a rule is an error that
// names the file and the row, and says how to fix it. A recording is in logs.json
// only when its files are complete and on the disk, so a crash leaves none half. What the classes mean to a model
// is left to package policy, and whether a folder can be trusted to package audit.
package logs
