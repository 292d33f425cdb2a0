package outbox

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/policy"
)

// errUncredited is a GitHub that accepts the change of credits and does not make it.
var errUncredited = errors.New("github took the change of credits and did not make it")

// performSetCredits records how somebody is to be credited. A write replaces the whole list, so the list is read right
// before it and again after it, and nobody else's credit is changed.
func performSetCredits(ctx context.Context, v View, row store.ActionRow) (Result, error) {
	wish, ok := v.creditWish(row)
	if !ok {
		return dropped("superseded"), nil
	}
	reporter := policy.ReporterLogin(v.Case, v.Report.Ledger)
	var before, wanted []policy.Credit
	standing := func(a ghsa.Advisory) bool {
		before = creditsOf(a)
		wanted = wish.Apply(before, reporter)
		return wish.Stands(before) || !policy.AdvisoryState(a.State).Open()
	}
	result, err := v.change(ctx, standing, func() error { return v.writeCredits(ctx, wish, wanted) })
	switch {
	case errors.Is(err, errUncredited):
		return instruct(ctx, v, row)
	case err == nil && result.Note == noteChanged:
		result.Before, result.After = creditRecord(before), creditRecord(wanted)
	case err == nil && row.Attempts > 0 && wish.Stands(before): // an attempt before made it, whose answer was lost
		result.After = creditRecord(before)
	}
	return result, err
}

// writeCredits writes the list and reads it back.
func (v View) writeCredits(ctx context.Context, wish policy.CreditWish, wanted []policy.Credit) error {
	list := make([]ghsa.Credit, 0, len(wanted))
	for _, credit := range wanted {
		list = append(list, ghsa.Credit{Login: credit.Login, Type: credit.Type})
	}
	if err := v.patch(ctx, ghsa.Patch{Credits: &list}); err != nil {
		return err
	}
	live, err := v.GitHub.Advisory(ctx, v.Ref)
	if err != nil {
		return fmt.Errorf("read the credits back: %w", err)
	}
	if !wish.Stands(creditsOf(live)) {
		return errUncredited
	}
	return nil
}

// creditWish is the wish an action is about, unless another has taken its place.
func (v View) creditWish(row store.ActionRow) (policy.CreditWish, bool) {
	login := row.Key[strings.LastIndexByte(row.Key, '/')+1:]
	i := slices.IndexFunc(v.Report.Ledger.Credits, func(w policy.CreditWish) bool {
		return strings.EqualFold(w.Login, login) && w.Decision.Comment == row.Comment
	})
	if i < 0 {
		return policy.CreditWish{}, false
	}
	return v.Report.Ledger.Credits[i], true
}

func creditsOf(a ghsa.Advisory) []policy.Credit {
	var credits []policy.Credit
	for _, credit := range a.Credits {
		credits = append(credits, policy.Credit{Login: credit.Login, Type: credit.Type})
	}
	return credits
}

// creditRecord writes credits for the record.
func creditRecord(credits []policy.Credit) map[string]string {
	var words []string
	for _, credit := range credits {
		words = append(words, credit.Login+":"+credit.Type)
	}
	return map[string]string{"credits": strings.Join(words, " ")}
}
