package browsertest_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/kumite/kumite/internal/browsertest"
)

// open opens a page with a body.
func open(t *testing.T, body string) *browsertest.Page {
	t.Helper()
	path := filepath.Join(t.TempDir(), "page.html")
	text := `<!DOCTYPE html><html lang="en"><head><title>page</title></head><body><main><h1>page</h1>` + body + `</main></body></html>`
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return browsertest.Open(t, path, "", 800, 600)
}

func TestProblemsOfAPageAreFound(t *testing.T) {
	for name, body := range map[string]string{
		"thrown":   `<script>throw new Error("broken here")</script>`,
		"reported": `<script>console.error("broken here")</script>`,
		"rejected": `<script>Promise.reject(new Error("broken here"))</script>`,
		"refused":  `<meta http-equiv="Content-Security-Policy" content="img-src 'none'"><img alt="broken here" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><script>throw new Error("broken here")</script>`,
	} {
		t.Run(name, func(t *testing.T) {
			p := open(t, body+`<script>setTimeout(() => { document.title = "ready" }, 0)</script>`)
			p.Wait(`document.title === "ready"`)
			if got := strings.Join(p.Problems(), "\n"); !strings.Contains(got, "broken here") {
				t.Errorf("problems %q; want the page's error", got)
			}
		})
	}
}

func TestRequestsOfAPageAreFound(t *testing.T) {
	p := open(t, `<img alt="" src="elsewhere.png">`)
	p.Wait(`document.readyState === "complete"`)
	if !slices.ContainsFunc(p.Requests(), func(url string) bool { return strings.HasSuffix(url, "/elsewhere.png") }) {
		t.Errorf("requests %q lack elsewhere.png", p.Requests())
	}
}

func TestViolationsNameTheRule(t *testing.T) {
	if got := open(t, `<p>fine</p>`).Violations(); len(got) != 0 {
		t.Errorf("violations on a sound page: %q", got)
	}
	if got := strings.Join(open(t, `<img src="data:,">`).Violations(), "\n"); !strings.Contains(got, "image-alt") {
		t.Errorf("violations %q; want image-alt", got)
	}
}
