package main

import (
	"fmt"
	"time"

	"github.com/jedib0t/go-pretty/v6/table"
	"github.com/jedib0t/go-pretty/v6/text"
)

// evaluation is the part of `kumite eval --json` that the report needs.
type evaluation struct {
	Logs struct {
		Recordings    int     `json:"recordings"`
		Frames        int     `json:"frames"`
		NoActionShare float64 `json:"no_action_share"`
	} `json:"logs"`
	Candidates []struct {
		Name             string  `json:"name"`
		FrameAccuracy    float64 `json:"frame_accuracy"`
		ConstantBaseline float64 `json:"constant_baseline_accuracy"`
		Events           map[string]struct {
			F1 *float64 `json:"f1"`
		} `json:"events"`
	} `json:"candidates"`
}

// tournament is the part of `kumite tournament --json` that the report needs.
type tournament struct {
	Contestants []struct {
		Name            string     `json:"name"`
		Spec            string     `json:"spec"`
		ModelSHA256     string     `json:"model_sha256"`
		Games           int        `json:"games"`
		Wins            int        `json:"wins"`
		WinRateCI95     [2]float64 `json:"win_rate_ci95"`
		SkillsPerMinute float64    `json:"skills_per_minute"`
	} `json:"contestants"`
}

func (d *demo) report(model string, offline evaluation, online tournament, seed uint64) error {
	t := table.NewWriter()
	t.SetStyle(table.StyleLight)
	t.Style().Format.Header = text.FormatDefault
	t.AppendHeader(table.Row{"", "frame accuracy", "event-F1 ±5", "skills/min", "wins against script:pro, 95 % interval"})
	sha := ""
	for _, c := range online.Contestants {
		if c.Name == "pro" || c.Spec == "script:pro" {
			continue
		}
		accuracy, f1 := "", ""
		for _, o := range offline.Candidates {
			if o.Name != c.Name {
				continue
			}
			accuracy, f1 = fmt.Sprintf("%.2f %%", 100*o.FrameAccuracy), "undefined"
			if v := o.Events["5"].F1; v != nil {
				f1 = fmt.Sprintf("%.3f", *v)
			}
		}
		if c.ModelSHA256 != "" {
			sha = c.ModelSHA256
		}
		t.AppendRow(table.Row{c.Name, accuracy, f1, fmt.Sprintf("%.1f", c.SkillsPerMinute),
			fmt.Sprintf("%d/%d = %.1f %% [%.1f, %.1f]", c.Wins, c.Games, 100*float64(c.Wins)/float64(c.Games), 100*c.WinRateCI95[0], 100*c.WinRateCI95[1])})
	}
	var columns []table.ColumnConfig
	for i := 2; i <= 5; i++ {
		columns = append(columns, table.ColumnConfig{Number: i, Align: text.AlignRight, AlignHeader: text.AlignRight})
	}
	t.SetColumnConfigs(columns)
	if len(offline.Candidates) == 0 || sha == "" {
		return fmt.Errorf("the results contain no model; is %s an ONNX file?", model)
	}
	fmt.Fprintf(d.stdout, "\nOne model file, %s (sha256 %.12s), with two decoders:\n\n%s\n\n", model, sha, t.Render())
	fmt.Fprintf(d.stdout, "Offline: %d held-out recordings, %d frames, %.2f %% no_action; always predicting no_action is right in %.2f %% of them.\n",
		offline.Logs.Recordings, offline.Logs.Frames, 100*offline.Logs.NoActionShare, 100*offline.Candidates[0].ConstantBaseline)
	fmt.Fprintf(d.stdout, "Online: pairs with swapped sides on common seeds from %d; decisions every 100 ms take effect 100 ms later.\n", seed)
	fmt.Fprintln(d.stdout, "oracle is a script that reads the true state and decides 60 times a second without delay. late-oracle decides when the agent does: the ceiling of imitating that rule.")
	fmt.Fprintf(d.stdout, "Computed in %.0f s.\n", time.Since(d.start).Seconds())
	return nil
}
