// Package doctor answers whether a machine is ready: does OpenCV write and read
// video, is ONNX Runtime installed, do the model files load?
//
// All checks run, even after one has failed, and each error says how to fix it.
// The caller looks up displays and programs in the environment.
package doctor
