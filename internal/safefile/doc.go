// Package safefile opens files that strangers may have made: models, logs, replays,
// run folders and whatever they name.
//
// Only regular files are opened, and opening does not block: a named pipe, a device or a
// socket is an error. Files of each kind have a Limit of size, which errors state; a
// file that grows beyond it while it is read is an error, too. A Root confines names to
// a folder: neither ".." nor a symbolic link leads out of it, and what is written or
// removed is the folder's own file, never the target of a link.
//
// Open and Read follow links, because people name those paths. What files contain is
// left to the packages of their formats.
package safefile
