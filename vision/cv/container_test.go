package cv

import (
	"fmt"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestFilesThatNameOtherFilesAreNotVideos(t *testing.T) {
	dir := t.TempDir()
	target := filepath.Join(dir, "target.mkv")
	write(t, target, image.Pt(32, 18), 3)
	dash := fmt.Sprintf(`<MPD xmlns="urn:mpeg:dash:schema:mpd:2011" profiles="urn:mpeg:dash:profile:isoff-main:2011"><BaseURL>file://%s</BaseURL></MPD>`, target)
	for name, text := range map[string]string{
		"hls.mkv":      "#EXTM3U\n#EXT-X-TARGETDURATION:3\n#EXTINF:3,\ntarget.mkv\n#EXT-X-ENDLIST\n",
		"concat.mkv":   "ffconcat version 1.0\nfile target.mkv\n",
		"sdp.mkv":      "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video 5004 RTP/AVP 96\n",
		"dash.mkv":     dash,
		"ebml-mpd.mkv": "\x1a\x45\xdf\xa3" + dash + "\x00",
		"ogg-sdp.mkv":  "OggS\nc=IN IP4 127.0.0.1\n\x00",
		"ebml-text":    "\x1a\x45\xdf\xa3" + strings.Repeat("text without a zero byte ", 100),
	} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		const want = "not a video that FFmpeg can read; want Matroska"
		if r, err := OpenVideo(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("OpenVideo(%s) = %v, %v; want %q", name, r, err, want)
		}
		for _, source := range []string{path, "file://" + path} {
			if c, err := OpenCapture(source); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("OpenCapture(%s) = %v, %v; want %q", source, c, err, want)
			}
		}
	}
}

func TestAContainerIsOpenedUnderAnyName(t *testing.T) {
	dir := t.TempDir()
	plain := filepath.Join(dir, "a.mkv")
	write(t, plain, image.Pt(32, 18), 3)
	for _, name := range []string{"b.m3u8", "pattern-%03d.mkv", "-i.sdp", "concat:a.mkv|a.mkv"} {
		path := filepath.Join(dir, name)
		if err := os.Link(plain, path); err != nil {
			t.Fatal(err)
		}
		if r := open(t, path); r.FrameCount() != 3 {
			t.Errorf("%s: got %d frames, want 3", name, r.FrameCount())
		}
		c, err := OpenCapture("file://" + plain)
		if err != nil {
			t.Fatal(err)
		}
		c.Close()
	}
}
