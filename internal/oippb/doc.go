// Package oippb holds the messages and the gRPC service of the Open Inference Protocol,
// version 2, generated from inference.proto. To generate them again, install Debian's
// protobuf-compiler and run go generate.
package oippb

//go:generate sh generate.sh
