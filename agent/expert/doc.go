// Package expert records expert logs. It plays matches of a script that stands
// in for a person, and writes each frame that its side saw with the press that
// followed in the frame's decision period.
//
// A frame is drawn from the world before the press that labels it, so no frame
// shows its own label. A recording depends only on the configuration and the
// match's number, not on the number of workers or on earlier runs. A folder
// holds a match completely, with its replay, or not at all.
//
// Package vision/logs defines the format of a log folder, and package sim/script
// the scripts.
package expert
