package githubsim_test

import (
	"fmt"
	"log"
	"time"

	"github.com/embargo-app/embargo/internal/githubsim"
)

// A report, accepted and talked about, as GitHub's pages would have it.
func Example() {
	now := time.Date(2026, 11, 3, 9, 0, 0, 0, time.UTC)
	sim := githubsim.New(githubsim.Options{Now: func() time.Time { return now }})
	sim.AddUser("rita")
	sim.AddTeam("acme", "src", "alice")
	sim.SetSecurityManagers("acme", "src")
	sim.AddRepo("acme", "anvil", githubsim.RepoOptions{})

	ref, err := sim.Report("rita", "acme/anvil", githubsim.Report{Summary: "anvils fall", Severity: "high"})
	if err != nil {
		log.Fatal(err)
	}
	if err := sim.Accept("alice", ref); err != nil {
		log.Fatal(err)
	}
	if _, err := sim.Comment("rita", ref, "Thank you!"); err != nil {
		log.Fatal(err)
	}
	if _, err := sim.Comment("bob", ref, "Let me in."); err != nil {
		fmt.Println(err)
	}
	a, err := sim.Advisory(ref)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(a.State, a.Users, a.Comments)
	// Output:
	// refused by the simulated github: no user bob: add them with AddUser first
	// draft [rita] 1
}
