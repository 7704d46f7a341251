package openloop

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// FuzzPredictions reads a table of predictions.
func FuzzPredictions(f *testing.F) {
	heading := "recording,frame,truth,predicted\n"
	for _, seed := range []string{
		heading + "a,0,no_action,poke\na,1,poke,poke\nb,0,no_action,no_action\n",
		"recording,frame,truth,predicted,available,logit:no_action,logit:poke\na,0,poke,poke,poke,0.5,1\n",
		heading + "a,-1,poke,poke\n", heading + "a,9223372036854775807,poke,poke\n", heading + "a,0,\x1b[31m,\xff\n", heading + "a,0,x\n",
		heading + "a,0,x,y\nb,0,x,y\na,1,x,y\n", heading + heading, "recording;frame;truth;predicted\na;0;x;y\n", "", "\xff\xfer\x00",
		"recording,frame,truth,predicted,logit:x,logit:x\n", "recording,frame,truth,predicted,logit:no_action,logit:y\na,0,y,y,NaN,1e999\n", strings.Repeat("\"", 999),
	} {
		f.Add([]byte(seed))
	}
	path := filepath.Join(f.TempDir(), "predictions.csv")
	f.Fuzz(func(t *testing.T, data []byte) {
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		p, err := openPredictions(t.Context(), path, nil, "")
		if err != nil {
			return
		}
		defer p.close()
		for rows := 0; ; rows++ {
			if _, _, err := p.next(); errors.Is(err, io.EOF) || err != nil {
				return
			}
			if rows > len(data) {
				t.Fatalf("%d bytes have more than %d recordings", len(data), rows)
			}
		}
	})
}

// FuzzPrior parses the prior of a deployment.
func FuzzPrior(f *testing.F) {
	for _, seed := range []string{"0.9,0.1", "", ",", "1", "NaN,1", "-1,2", "1e999,0", "0.5,0.5,", "0x1p-1,0.5", "\x00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		prior, err := ParsePrior(text)
		if err != nil {
			return
		}
		for _, p := range prior {
			if !(p >= 0 && p <= 1) {
				t.Errorf("%q is the prior %v", text, prior)
			}
		}
	})
}
