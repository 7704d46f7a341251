package container

import (
	"encoding/binary"
	"fmt"
	"image"
	"io"
	"math"
)

// More IDs of Matroska's elements (RFC 9559), for files that are written here.
const (
	idHeader          = 0x1A45DFA3
	idVersion         = 0x4286
	idReadVersion     = 0x42F7
	idMaxIDLength     = 0x42F2
	idMaxSizeLength   = 0x42F3
	idDocType         = 0x4282
	idDocVersion      = 0x4287
	idDocReadVersion  = 0x4285
	idMuxingApp       = 0x4D80
	idWritingApp      = 0x5741
	idDuration        = 0x4489
	idTrackUID        = 0x73C5
	idLacing          = 0x9C
	idDefaultDuration = 0x23E383
	idCodec           = 0x86
	idCodecPrivate    = 0x63A2
	idVideo           = 0xE0
	idPixelWidth      = 0xB0
	idPixelHeight     = 0xBA
)

// app names the writer in files, and tells a reader that it knows their form.
const app = "kumite"

// A cluster ends at the first frame beyond these.
const (
	clusterBytes = 512 << 10
	clusterMS    = 5000
)

// Writer writes a Matroska file of PNG images, in constant steps of time. Equal frames make
// equal files. Calls must not overlap.
type Writer struct {
	out      io.WriteSeeker
	fps      float64
	duration int64  // position of the duration's value
	segment  int64  // position of the segment's content
	cluster  []byte // blocks that wait to be written
	start    int64  // of the cluster, in ms
	frames   int
}

// NewWriter starts a file of frames of size pixels at fps frames a second. The caller must
// close the Writer, and then out.
func NewWriter(out io.WriteSeeker, size image.Point, fps float64) (*Writer, error) {
	header := element(idHeader,
		number(idVersion, 1), number(idReadVersion, 1), number(idMaxIDLength, 4), number(idMaxSizeLength, 8),
		element(idDocType, []byte("matroska")), number(idDocVersion, 4), number(idDocReadVersion, 2))
	info := element(idInfo,
		number(idTimestampScale, 1_000_000), element(idMuxingApp, []byte(app)), element(idWritingApp, []byte(app)),
		element(idDuration, make([]byte, 8)))
	// Video for Windows' description of the bitmap, by which FFmpeg finds the decoder.
	bitmap := binary.LittleEndian.AppendUint32(nil, 40)
	bitmap = binary.LittleEndian.AppendUint32(bitmap, uint32(size.X))
	bitmap = binary.LittleEndian.AppendUint32(bitmap, uint32(size.Y))
	bitmap = append(bitmap, 1, 0, 24, 0)
	bitmap = append(bitmap, "png "...)
	bitmap = binary.LittleEndian.AppendUint32(bitmap, uint32(3*size.X*size.Y))
	bitmap = append(bitmap, make([]byte, 16)...)
	tracks := element(idTracks, element(idTrackEntry,
		number(idTrackNumber, 1), number(idTrackUID, 1), number(idTrackType, 1), number(idLacing, 0),
		number(idDefaultDuration, int64(math.Round(1e9/fps))), element(idCodec, []byte("V_MS/VFW/FOURCC")),
		element(idVideo, number(idPixelWidth, int64(size.X)), number(idPixelHeight, int64(size.Y))),
		element(idCodecPrivate, bitmap)))
	// The size of the segment is unknown until Close.
	head := append(header, binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint32(nil, idSegment), unknownSize)...)
	w := &Writer{out: out, fps: fps, segment: int64(len(head)), duration: int64(len(head) + len(info) - 8)}
	if _, err := out.Write(append(append(head, info...), tracks...)); err != nil {
		return nil, err
	}
	return w, nil
}

const unknownSize = 0x01FFFFFFFFFFFFFF

// WriteFrame appends a frame, a PNG file, which is not retained.
func (w *Writer) WriteFrame(png []byte) error {
	at := int64(math.Round(float64(w.frames) * 1000 / w.fps))
	if len(w.cluster) > 0 && (len(w.cluster) > clusterBytes || at-w.start > clusterMS) {
		if err := w.flush(); err != nil {
			return err
		}
	}
	if len(w.cluster) == 0 {
		w.start = at
	}
	w.cluster = appendHead(w.cluster, idSimpleBlock, len(png)+4)
	w.cluster = append(w.cluster, 0x81) // track 1
	w.cluster = binary.BigEndian.AppendUint16(w.cluster, uint16(at-w.start))
	w.cluster = append(append(w.cluster, 0x80), png...) // a key frame
	w.frames++
	return nil
}

// flush writes the cluster.
func (w *Writer) flush() error {
	if len(w.cluster) == 0 {
		return nil
	}
	time := number(idTimestamp, w.start)
	head := append(appendHead(nil, idCluster, len(time)+len(w.cluster)), time...)
	if _, err := w.out.Write(head); err != nil {
		return err
	}
	_, err := w.out.Write(w.cluster)
	w.cluster = w.cluster[:0]
	return err
}

// Close completes the file.
func (w *Writer) Close() error {
	if err := w.flush(); err != nil {
		return err
	}
	end, err := w.out.Seek(0, io.SeekEnd)
	if err != nil {
		return err
	}
	patch := func(at int64, value uint64) {
		if err == nil {
			_, err = w.out.Seek(at, io.SeekStart)
		}
		if err == nil {
			_, err = w.out.Write(binary.BigEndian.AppendUint64(nil, value))
		}
	}
	patch(w.duration, math.Float64bits(float64(w.frames)*1000/w.fps))
	patch(w.segment-8, 1<<56|uint64(end-w.segment))
	if err != nil {
		return fmt.Errorf("complete the file: %w", err)
	}
	return nil
}

// element returns an element with its content.
func element(id uint32, content ...[]byte) []byte {
	n := 0
	for _, c := range content {
		n += len(c)
	}
	b := appendHead(nil, id, n)
	for _, c := range content {
		b = append(b, c...)
	}
	return b
}

// number returns an element of an unsigned number.
func number(id uint32, v int64) []byte {
	content := binary.BigEndian.AppendUint64(nil, uint64(v))
	for len(content) > 1 && content[0] == 0 {
		content = content[1:]
	}
	return element(id, content)
}

// appendHead appends the ID and the size of an element.
func appendHead(b []byte, id uint32, size int) []byte {
	name := binary.BigEndian.AppendUint32(nil, id)
	for name[0] == 0 {
		name = name[1:]
	}
	b = append(b, name...)
	return binary.BigEndian.AppendUint32(b, 1<<28|uint32(size)) // four bytes, up to 256 MB
}
