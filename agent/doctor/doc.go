// Package doctor answers whether a machine is ready: does OpenCV write and read
// video, is ONNX Runtime there, do the model files load?
//
// Every check is run, whatever came of the ones before, and its error says how to
// fix it. What the environment says of displays and programs is the caller's to
// find out.
package doctor
