package main

import (
	"bytes"
	"os"
	"testing"
)

func TestTheShippedDashboardIsTheGeneratedOne(t *testing.T) {
	want, err := os.ReadFile("../../deploy/grafana/kumite.json")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := write(&got); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got.Bytes(), want) {
		t.Error("deploy/grafana/kumite.json is not what this program prints; run go generate ./internal/dashboard")
	}
}
