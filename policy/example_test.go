package policy_test

import (
	"fmt"
	"time"

	"github.com/embargo-app/embargo/policy"
)

func ExampleEvaluate() {
	day, err := policy.ParseSpan("24h")
	if err != nil {
		panic(err)
	}
	process := policy.Process{Deadlines: policy.Deadlines{Acknowledge: day}}
	reported := time.Date(2026, 11, 2, 10, 0, 0, 0, time.UTC)
	advisory := policy.Case{
		Advisory: policy.Advisory{State: policy.AdvisoryTriage, CreatedAt: reported},
		SRC:      policy.Know(policy.Team{Members: []string{"alice"}}),
		Comments: []policy.Comment{{ID: 1, Author: "alice", CreatedAt: reported.Add(time.Hour)}},
	}
	report := policy.Evaluate(process, advisory, reported.Add(2*time.Hour))
	for _, item := range report.Items[:4] {
		fmt.Printf("%s %s: %v\n", item.ID, item.State, item.Evidence)
	}
	// Output:
	// acknowledged done: [{comment by alice, Mon 2 Nov 2026 11:00 UTC }]
	// triage pending: []
	// duties pending: []
	// fix-team unknown: [{the code owners could not be read }]
}
