package outbox

import (
	"context"
	"fmt"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// How a change of the advisory ends.
const (
	noteChanged  = "changed"
	noteStanding = "standing" // it was there already
)

// change makes a change to the advisory unless its effect stands already. That is asked of GitHub right before,
// since people work on the advisory too, and once more when GitHub refuses: what somebody else has just done is
// no reason to trouble anybody.
func (v View) change(ctx context.Context, standing func(ghsa.Advisory) bool, do func() error) (Result, error) {
	live, err := v.GitHub.Advisory(ctx, v.Ref)
	if err != nil {
		return Result{}, fmt.Errorf("read the advisory again: %w", err)
	}
	if standing(live) {
		return done(noteStanding), nil
	}
	err = do()
	if refused(err) {
		if live, again := v.GitHub.Advisory(ctx, v.Ref); again == nil && standing(live) {
			return done(noteStanding), nil
		}
	}
	if err != nil {
		return Result{}, err
	}
	return done(noteChanged), nil
}

// performSetCVSS records on GitHub the vector that a /cvss command named. The vector itself is never stored: it
// comes from the command's comment, and only while that stands unedited.
func performSetCVSS(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	decision := v.Report.Ledger.CVSS
	vector := decision.Args[policy.ArgVector]
	switch {
	case decision.Comment != row.Comment:
		return dropped("superseded"), nil
	case vector == "":
		return dropped("comment-edited"), nil
	}
	result, err := v.change(ctx, func(a ghsa.Advisory) bool { return hasVector(a, vector) }, func() error {
		return v.patch(ctx, ghsa.Patch{CVSSVector: &vector})
	})
	return result.changing(row, "cvss", setIf(len(v.Case.Advisory.CVSS) > 0), policy.SetBy(row.Comment)), err
}

func hasVector(a ghsa.Advisory, vector string) bool {
	if a.CVSSSeverities == nil {
		return false
	}
	for _, recorded := range []*ghsa.CVSS{a.CVSSSeverities.V3, a.CVSSSeverities.V4} {
		if recorded != nil && recorded.VectorString == vector {
			return true
		}
	}
	return false
}

// performSetSeverity records on GitHub the severity the SRC ruled.
func performSetSeverity(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	decision := v.Report.Ledger.Severity
	level := decision.Args[policy.ArgLevel]
	switch {
	case decision.Comment != row.Comment:
		return dropped("superseded"), nil
	case level == "":
		return dropped("comment-edited"), nil
	case len(v.Case.Advisory.CVSS) > 0:
		// GitHub derives the severity from a recorded vector and takes no other beside it.
		return dropped("derived-from-vector"), nil
	}
	result, err := v.change(ctx, func(a ghsa.Advisory) bool { return a.Severity == level }, func() error {
		return v.patch(ctx, ghsa.Patch{Severity: &level})
	})
	return result.changing(row, "severity", setIf(v.Case.Advisory.Severity != ""), policy.SetBy(row.Comment)), err
}

func (v View) patch(ctx context.Context, patch ghsa.Patch) error {
	if _, err := v.GitHub.PatchAdvisory(ctx, v.Ref, patch); err != nil {
		return fmt.Errorf("change the advisory: %w", err)
	}
	return nil
}

// performRequestCVE asks GitHub for a CVE id. Asking twice is harmless: GitHub keeps one request.
func performRequestCVE(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	result, err := v.change(ctx, func(a ghsa.Advisory) bool { return a.CVEID != "" }, func() error {
		if err := v.GitHub.RequestCVE(ctx, v.Ref); err != nil {
			return fmt.Errorf("request a CVE: %w", err)
		}
		return nil
	})
	return result.changing(row, "cve", "", recordRequested), err
}

// performCreateFork asks GitHub for the advisory's temporary private fork, which takes it some minutes.
func performCreateFork(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	result, err := v.change(ctx, func(a ghsa.Advisory) bool { return a.PrivateFork != nil }, func() error {
		if _, err := v.GitHub.CreateFork(ctx, v.Ref); err != nil {
			return fmt.Errorf("create the private fork: %w", err)
		}
		return nil
	})
	return result.changing(row, "private-fork", "", recordRequested), err
}
