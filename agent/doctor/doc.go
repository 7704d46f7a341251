// Package doctor checks whether a machine can run kumite: OpenCV reads and writes
// video, ONNX Runtime is installed, and the model files load.
//
// Run runs every check even if an earlier one fails; the error of a check says how
// to fix it. The package does not read the environment: the caller passes in what it
// knows of displays and programs.
package doctor
