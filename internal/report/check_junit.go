package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"github.com/jstemmer/go-junit-report/v2/junit"

	"github.com/kumite/kumite/agent/requirements"
)

// CheckJUnit writes the result of a check as JUnit XML for CI: a test case for each
// requirement. UNDECIDED is a skipped case with its reason.
func CheckJUnit(out io.Writer, d *requirements.Document) error {
	suite := junit.Testsuite{Name: d.Requirements, Package: "kumite check", Time: "0"}
	suite.AddProperty("contestant", d.Spec)
	suite.AddProperty("model_sha256", d.SHA256)
	suite.AddProperty("target", string(d.Target))
	for _, l := range d.Lines {
		c := junit.Testcase{Name: strings.TrimSpace(l.Requirement + " " + checkWanted(l)), Classname: d.Name + "." + l.Section}
		says := fmt.Sprintf("wanted %s, measured %s", checkWanted(l), checkMeasured(l))
		if more := checkSays(l); more != "" {
			says += "; " + more
		}
		switch l.Verdict {
		case requirements.Fail:
			c.Failure = &junit.Result{Message: says, Type: string(l.Verdict)}
		case requirements.Undecided:
			c.Skipped = &junit.Result{Message: says}
		}
		suite.AddTestcase(c)
	}
	all := junit.Testsuites{Name: "kumite check"}
	all.AddSuite(suite)
	if _, err := io.WriteString(out, xml.Header); err != nil {
		return err
	}
	return all.WriteXML(out)
}
