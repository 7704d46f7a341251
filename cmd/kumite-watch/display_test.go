package main

import (
	"bufio"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
)

// fakeServer listens as an X server with a number, answers each connection with a text
// and closes it, or keeps it open without an answer if the text is "". It returns the
// value for DISPLAY.
func fakeServer(t *testing.T, answer string) string {
	t.Helper()
	for number := 400; number < 500; number++ {
		l, err := net.Listen("tcp", "127.0.0.1:"+strconv.Itoa(6000+number))
		if err != nil {
			continue
		}
		t.Cleanup(func() { l.Close() })
		go func() {
			for {
				c, err := l.Accept()
				if err != nil {
					return
				}
				if answer == "" {
					t.Cleanup(func() { c.Close() })
					continue
				}
				c.Read(make([]byte, 12)) // the client's greeting
				c.Write([]byte(answer))
				c.Close()
			}
		}()
		return "127.0.0.1:" + strconv.Itoa(number)
	}
	t.Fatal("no port is free")
	return ""
}

func TestADisplayThatDoesNotAnswerIsReportedInOneLine(t *testing.T) {
	for name, display := range map[string]string{
		"a forwarded one that is gone": "localhost:399.0",
		"an unknown host":              "host.invalid:0",
		"garbage":                      "garbage",
		"control characters":           "\x1b[31m:0",
		"a number out of range":        ":99999999999",
		"a server that refuses":        fakeServer(t, "\x00\x07\x0b\x00\x00\x00\x02\x00refused\x00"),
		"a server that sends garbage":  fakeServer(t, "HTTP/1.1 400 Bad Request\r\n\r\n"),
		"a server that says nothing":   fakeServer(t, ""),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			code, stdout, stderr := start(t, []string{"DISPLAY=" + display}, "script:pro", "script:pro")
			if code != 2 || stdout != "" || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "kumite watch: no display: ") || strings.Contains(stderr, "\x1b") {
				t.Errorf("exit %d, %q; want exit 2 and one line", code, stderr)
			}
		})
	}
}

// virtual starts an X server and returns the value for DISPLAY.
func virtual(t *testing.T, args ...string) string {
	t.Helper()
	numbers, number, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer numbers.Close()
	server := exec.Command("Xvfb", append([]string{"-displayfd", "3", "-nolisten", "tcp"}, args...)...)
	server.ExtraFiles = []*os.File{number}
	if err := server.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait() // killed
	})
	number.Close()
	// Up to the end of the line: it comes in a write of its own, which kills the server if
	// nobody reads it.
	line, err := bufio.NewReader(numbers).ReadString('\n')
	if err != nil {
		t.Fatalf("the virtual display reports no number: %v", err)
	}
	return ":" + strings.TrimSpace(line)
}

func TestARefusedCookieIsReportedInOneLine(t *testing.T) {
	cookies := filepath.Join(t.TempDir(), "cookies") // no client has the cookie that it names
	// An Xauthority entry: family "wild", no address, no number, the protocol and 16 bytes.
	entry := "\xff\xff\x00\x00\x00\x00\x00\x12MIT-MAGIC-COOKIE-1\x00\x100123456789abcdef"
	if err := os.WriteFile(cookies, []byte(entry), 0o600); err != nil {
		t.Fatal(err)
	}
	display := "DISPLAY=" + virtual(t, "-screen", "0", "640x480x24", "-auth", cookies)
	code, _, stderr := start(t, []string{display, "XAUTHORITY=/dev/null"}, "script:pro", "script:pro")
	if code != 2 || strings.Count(stderr, "\n") != 1 || !strings.HasPrefix(stderr, "kumite watch: no display: ") {
		t.Errorf("without the cookie: exit %d, %q; want exit 2 and one line", code, stderr)
	}
}

func TestAWindowLargerThanTheGraphicsCardCanDrawIsReportedInOneLine(t *testing.T) {
	code, _, stderr := start(t, nil, "--log-level", "warn", "--exit-after", "2", "--width", "16384", "--height", "400", "script:pro", "script:pro")
	if code != 0 && (code != 2 || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, "larger than the graphics card can draw")) || strings.Contains(stderr, "goroutine") {
		t.Errorf("exit %d, %q; want a window, or exit 2 and one line", code, stderr)
	}
}
