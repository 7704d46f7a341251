package report

import (
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/kumite/kumite/agent/release"
	"github.com/kumite/kumite/internal/durable"
	"github.com/kumite/kumite/internal/safefile"
	"github.com/kumite/kumite/policy"
	"github.com/kumite/kumite/policy/offline"
	"github.com/kumite/kumite/policy/stats"
)

// Release writes a release's record as Markdown.
func Release(out io.Writer, r *release.Record) error {
	var b strings.Builder
	fmt.Fprintf(&b, "# Release of %s\n\n", code(r.Model.Name))
	files := policy.FileHashes(r.Model.FileHashes)
	lines := [][2]string{{"contestant", code(r.Model.Spec)}, {"sha256", code(files.Own(r.Model.ModelSHA256))}}
	if files.External != "" {
		lines = append(lines, [2]string{"external data sha256", code(files.External)})
	}
	if files.Sidecar != "" {
		lines = append(lines, [2]string{"sidecar sha256", code(files.Sidecar)})
	}
	if files.File != "" {
		lines = append(lines, [2]string{"sha256 of these one after another", code(r.Model.ModelSHA256)})
	}
	facts(&b, append(lines, [][2]string{
		{"decoder", code(r.Model.Decoder)},
		{"delay", plural(r.DelayTicks, "tick")}, {"rules version", fmt.Sprint(r.RulesVersion)}, {"signed by", code(r.SignedBy)}, {"time", code(r.Time)},
		{"command", code(r.Command)}, {"kumite", code(r.Version)},
	}...))
	if len(r.Warnings) > 0 {
		b.WriteString("\n## What speaks against it\n\n")
		for _, w := range r.Warnings {
			fmt.Fprintf(&b, "- %s\n", code(w))
		}
	}
	if x := r.Offline; x != nil {
		b.WriteString("\n## Offline\n\n")
		ci := x.Result.CI95
		facts(&b, [][2]string{
			{"logs", fmt.Sprintf("%s, %s, sha256 %s", plural(x.Logs.Recordings, "recording"), plural(x.Logs.Frames, "frame"), code(x.LogsSHA256))},
			{"event recall ±2 frames", withInterval(eventAt(x, 2).Recall, ci["event_recall_2"])},
			{"event-F1 ±5 frames", withInterval(eventAt(x, 5).F1, ci["event_f1_5"])},
			{"balanced accuracy", withInterval(x.Result.BalancedAccuracy, ci["balanced_accuracy"])},
			{"frame accuracy", fmt.Sprintf("%s; never acting has %s", x.Result.FrameAccuracy.Text("%.4f"), x.Result.ConstantBaselineAccuracy.Text("%.4f"))},
			{"evaluation sha256", code(x.FileSHA256)},
		})
	}
	if x := r.Online; x != nil {
		b.WriteString("\n## Online\n\n")
		s := &x.Standing
		facts(&b, [][2]string{
			{"run", fmt.Sprintf("seed %d, %s per pairing, delay %s, ended by %s, manifest sha256 %s", x.Seed, plural(x.Pairs, "pair"), plural(x.DelayTicks, "tick"), code(x.Ended), code(x.Manifest))},
			{"pair score", Share(float64(s.PairScore), s.PairScoreCI95)}, {"wins", Rate(s.Wins, s.Games, s.WinRateCI95)}, {"skills per minute", fmt.Sprintf("%.1f", s.SkillsPerMinute)},
		})
		for _, o := range x.Opponents {
			fmt.Fprintf(&b, "- against %s: %s over %s\n", code(o.Name), shareOrDash(o.Score, o.ScoreCI95), plural(o.Pairs, "pair"))
		}
	}
	if x := r.Check; x != nil {
		b.WriteString("\n## Requirements\n\n")
		facts(&b, [][2]string{
			{"verdict", fmt.Sprintf("%s: %d requirements, on %s", code(string(x.Verdict)), x.Passed, code(string(x.Target)))},
			{"requirements sha256", code(x.Requirements)}, {"check sha256", code(x.FileSHA256)},
		})
	}
	if x := r.Review; x != nil {
		fmt.Fprintf(&b, "\n## Review\n\n%s, %s, key sha256 %s\n\n", plural(x.Reviewers, "reviewer"), plural(x.Verdicts, "verdict"), code(x.Review))
		for i := range x.Preferences {
			fmt.Fprintf(&b, "- %s\n", code(Preferred(&x.Preferences[i])))
		}
	}
	if x := r.Feedback; x != nil {
		fmt.Fprintf(&b, "\n## Feedback\n\n%s; the model passes the tests of %d; %d %s open\n", plural(x.Complaints, "complaint"), x.Settled, len(x.Open), verb(len(x.Open), "is", "are"))
		if len(x.Open) > 0 {
			b.WriteString("\n")
		}
		for _, o := range x.Open {
			fmt.Fprintf(&b, "- %d: %s, about %s", o.Number, code(Complaint(o.Kind, o.Skill)), code(o.About))
			switch {
			case o.Verdict != "":
				fmt.Fprintf(&b, "; test %s", code(string(o.Verdict)))
			default:
				b.WriteString("; no test")
			}
			if o.Note != "" {
				fmt.Fprintf(&b, ": %s", code(o.Note))
			}
			b.WriteString("\n")
		}
	}
	_, err := io.WriteString(out, b.String())
	return err
}

func eventAt(x *release.Offline, tolerance int) offline.EventScore {
	score, _ := x.Result.Events.At(tolerance)
	return score
}

// facts writes a list of names and values of Markdown; those without a value are left out.
func facts(b *strings.Builder, all [][2]string) {
	for _, f := range all {
		if f[1] != "" {
			fmt.Fprintf(b, "- %s: %s\n", f[0], f[1])
		}
	}
}

// withInterval describes a metric: "0.625 [0.580, 0.668]".
func withInterval(v stats.Float, ci stats.Interval) string {
	if !v.Defined() {
		return ""
	}
	if ci == (stats.Interval{}) {
		return v.Text("%.3f")
	}
	return fmt.Sprintf("%s [%.3f, %.3f]", v.Text("%.3f"), ci.Lo, ci.Hi)
}

// KeepRelease writes release.json and release.md into a folder.
func KeepRelease(dir string, r *release.Record) error {
	root, err := safefile.MakeRoot(dir)
	if err != nil {
		return fmt.Errorf("write release: %w", err)
	}
	defer root.Close()
	return errors.Join(
		durable.WriteJSONIn(root, "release.json", r),
		durable.WriteFileIn(root, "release.md", func(w io.Writer) error { return Release(w, r) }),
	)
}

// Released says in one line what was released.
func Released(out io.Writer, path string, r *release.Record) error {
	open := "complaints were not asked for"
	if r.Feedback != nil {
		open = plural(len(r.Feedback.Open), "complaint") + " open"
	}
	_, err := printf(out, "%s: released %s, %s, signed by %s; %s\n", path, r.Model.Name, policy.FileHashes(r.Model.FileHashes).Describe(r.Model.ModelSHA256), r.SignedBy, open)
	return err
}
