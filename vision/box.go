package vision

import (
	"encoding/binary"
	"image"
	"math"
)

// boxMeans returns a table of a box's mean by the sum of its 8-bit samples, rounded like
// OpenCV's INTER_AREA (modules/imgproc/src/resize.cpp): 2×2 boxes half up in integers,
// all others half to even after multiplying by 1/area in float32.
func boxMeans(box image.Point) []uint8 {
	area := box.X * box.Y
	means := make([]uint8, 255*area+1)
	for sum := range means {
		if box == image.Pt(2, 2) {
			means[sum] = uint8((sum + 2) >> 2)
		} else {
			means[sum] = uint8(math.RoundToEven(float64(float32(sum) * (1 / float32(area)))))
		}
	}
	return means
}

// reduceGray4x4 reduces by 4 in both directions, eight pixels of four rows at a time.
// pairs maps two adjacent palette indices, the left one in the low byte, to the sum of
// their greys. len(mean) must be 4081.
func reduceGray4x4(dst []uint8, frame *image.Paletted, pairs *[65536]uint16, mean []uint8) {
	size := frame.Rect.Size()
	w, h := size.X/4, size.Y/4
	table := (*[4081]uint8)(mean)
	for y := range h {
		at, stride := frame.Pix[4*y*frame.Stride:], frame.Stride
		r0, r1, r2, r3 := at[:4*w], at[stride:][:4*w], at[2*stride:][:4*w], at[3*stride:][:4*w]
		out := dst[y*w:][:w]
		x := 0
		for ; x+2 <= w; x += 2 {
			a, b := binary.LittleEndian.Uint64(r0[4*x:]), binary.LittleEndian.Uint64(r1[4*x:])
			c, d := binary.LittleEndian.Uint64(r2[4*x:]), binary.LittleEndian.Uint64(r3[4*x:])
			left := pairs[uint16(a)] + pairs[uint16(a>>16)] + pairs[uint16(b)] + pairs[uint16(b>>16)] +
				pairs[uint16(c)] + pairs[uint16(c>>16)] + pairs[uint16(d)] + pairs[uint16(d>>16)]
			right := pairs[uint16(a>>32)] + pairs[a>>48] + pairs[uint16(b>>32)] + pairs[b>>48] +
				pairs[uint16(c>>32)] + pairs[c>>48] + pairs[uint16(d>>32)] + pairs[d>>48]
			out[x], out[x+1] = table[left], table[right]
		}
		if x < w {
			a, b := binary.LittleEndian.Uint32(r0[4*x:]), binary.LittleEndian.Uint32(r1[4*x:])
			c, d := binary.LittleEndian.Uint32(r2[4*x:]), binary.LittleEndian.Uint32(r3[4*x:])
			out[x] = table[pairs[uint16(a)]+pairs[a>>16]+pairs[uint16(b)]+pairs[b>>16]+
				pairs[uint16(c)]+pairs[c>>16]+pairs[uint16(d)]+pairs[d>>16]]
		}
	}
}

// reduceGray reduces by whole numbers. samples maps a palette index to its grey.
func reduceGray(dst []uint8, frame *image.Paletted, box image.Point, samples *[256]uint64, mean []uint8) {
	size := frame.Rect.Size()
	w, h := size.X/box.X, size.Y/box.Y
	for y := range h {
		for x := range w {
			dst[y*w+x] = mean[boxSum(frame, x, y, box, samples)]
		}
	}
}

// reduceRGB is reduceGray for three channels, packed in one number by
// sampleBits and unpacked in the order red, green, blue.
func reduceRGB(dst []uint8, frame *image.Paletted, box image.Point, samples *[256]uint64, mean []uint8) {
	size := frame.Rect.Size()
	w, h := size.X/box.X, size.Y/box.Y
	for y := range h {
		for x := range w {
			sum := boxSum(frame, x, y, box, samples)
			d := dst[3*(y*w+x):][:3]
			d[0] = mean[sum&sampleMask]
			d[1] = mean[sum>>sampleBits&sampleMask]
			d[2] = mean[sum>>(2*sampleBits)]
		}
	}
}

// boxSum returns the sum of the samples of box (x, y).
func boxSum(frame *image.Paletted, x, y int, box image.Point, samples *[256]uint64) uint64 {
	var sum uint64
	at := y*box.Y*frame.Stride + x*box.X
	for range box.Y {
		row := frame.Pix[at:][:box.X]
		for len(row) >= 4 {
			sum += samples[row[0]] + samples[row[1]] + samples[row[2]] + samples[row[3]]
			row = row[4:]
		}
		for _, index := range row {
			sum += samples[index]
		}
		at += frame.Stride
	}
	return sum
}
