package cv

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"slices"
)

// signature is how files of a container begin.
type signature struct {
	at    int
	bytes string
}

// containers are the formats that are opened, each by all of its signatures. Playlists and scripts (HLS, DASH,
// ffconcat, SDP) are not among them: they name other files, and the log's hash would
// cover the list alone.
var containers = [][]signature{
	{{0, "\x1a\x45\xdf\xa3"}},                   // Matroska, WebM
	{{4, "ftyp"}},                               // MP4, QuickTime
	{{4, "moov"}},                               // QuickTime without ftyp
	{{4, "mdat"}},                               //
	{{4, "wide"}},                               //
	{{0, "RIFF"}, {8, "AVI "}},                  // AVI
	{{0, "FLV\x01"}},                            // Flash Video
	{{0, "OggS"}},                               // Ogg
	{{0, "\x30\x26\xb2\x75\x8e\x66"}},           // ASF, WMV
	{{0, "\x00\x00\x01\xba"}},                   // MPEG program stream
	{{0, "\x00\x00\x01\xb3"}},                   // MPEG video
	{{0, "\x47"}, {188, "\x47"}, {376, "\x47"}}, // MPEG transport stream
	{{0, "GIF8"}},                               // GIF
	{{0, "DKIF"}},                               // IVF
}

// errNotVideo is the error of a file that begins like no container.
var errNotVideo = errors.New("not a video that FFmpeg can read; want Matroska, MP4, AVI, MPEG, Ogg or WebM, and not a playlist: convert it")

// openContainer opens a video file for reading and returns it with the path by which
// FFmpeg opens the same file, even if another is put in its place meanwhile. The caller
// must close it after FFmpeg has opened the path.
func openContainer(path string) (_ *os.File, same string, err error) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		return nil, "", errors.Unwrap(err)
	case info.IsDir():
		return nil, "", errors.New("not a video file but a folder; name a video file")
	case !info.Mode().IsRegular():
		return nil, "", errors.New("not a regular file; name a video file")
	}
	f, err := os.OpenFile(path, os.O_RDONLY|noBlock, 0)
	if err != nil {
		return nil, "", errors.Unwrap(err)
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, f.Close())
		}
	}()
	opened, err := f.Stat()
	if err != nil {
		return nil, "", err
	}
	if !os.SameFile(info, opened) {
		return nil, "", errors.New("the file changed while it was opened; open it again")
	}
	head := make([]byte, 512)
	n, err := io.ReadFull(f, head)
	switch {
	case errors.Is(err, io.EOF):
		return nil, "", errors.New("the file is empty; record it again")
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return nil, "", err
	case !isContainer(head[:n]):
		return nil, "", errNotVideo
	}
	if runtime.GOOS == "linux" {
		return f, fmt.Sprintf("/proc/self/fd/%d", f.Fd()), nil
	}
	return f, path, nil
}

// references are how FFmpeg recognizes texts that name other files, anywhere before the
// first zero byte.
var references = []string{"#extm3u", "ffconcat", "<mpd", "c=in ip", "<compositionplaylist"}

func isContainer(head []byte) bool {
	known := slices.ContainsFunc(containers, func(all []signature) bool {
		return !slices.ContainsFunc(all, func(s signature) bool {
			return len(head) < s.at || !bytes.HasPrefix(head[s.at:], []byte(s.bytes))
		})
	})
	// Every container has a zero byte in its first fields.
	text, _, binary := bytes.Cut(head, []byte{0})
	return known && binary && !slices.ContainsFunc(references, func(s string) bool {
		return bytes.Contains(bytes.ToLower(text), []byte(s))
	})
}
