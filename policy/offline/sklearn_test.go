package offline_test

import (
	"encoding/csv"
	"os"
	"strconv"
	"testing"

	"github.com/kumite/kumite/policy/offline"
)

// testdata/make_sklearn.py made the fixture.
func TestFrameMetricsAgreeWithScikitLearn(t *testing.T) {
	var v struct {
		Rows, Classes int
		Want          map[string]any
	}
	readVectors(t, "testdata/sklearn.json", &v)
	file, err := os.Open("testdata/sklearn.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	r := offline.Recording{Name: "sklearn"}
	for _, row := range rows[1:] {
		for i, into := range []*[]int{&r.Truth, &r.Predicted} {
			c, err := strconv.Atoi(row[i])
			if err != nil {
				t.Fatal(err)
			}
			*into = append(*into, c)
		}
	}
	if len(r.Truth) != v.Rows || v.Rows < 500 || len(v.Want) < 8 {
		t.Fatalf("%d rows and %d values; want %d rows and at least 8 values", len(r.Truth), len(v.Want), v.Rows)
	}
	result := evaluate(t, offline.Config{Classes: vectorCase{Classes: v.Classes}.names()}, r)
	compare(t, "result", asJSON(t, result), any(v.Want), 1e-9)
}
