// Package openloop answers how good a model looks offline. It runs networks over
// recordings, decodes their scores as an agent would, and compares the decisions
// with the expert's. eval, tune, study and the checks of logs share its decoder.
//
// Decisions on a log are open-loop: they do not change the frames that follow.
// The agent's own book is kept nevertheless, so a skill that was just used is not
// available. Decoders that draw are seeded by the recording's name, so decisions
// on a recording depend neither on its folder nor on other recordings.
//
// Models and logs may be of any game. Classes maps a model's classes onto those of
// logs by name or alias, and null class onto null class. The book is kept only for
// models whose classes are skills of the game.
//
// A Scorer runs networks and a Decoder decodes; Evaluate and EvaluatePredictions
// do both and return a document. Scan compares a model's decisions with shifted
// labels, and Check adds that to an audit of the logs. Package vision/logs/audit judges logs, agent/tune chooses settings, and
// agent/study compares offline with online results.
package openloop
