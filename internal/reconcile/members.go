package reconcile

import (
	"context"
	"strings"

	"github.com/embargo-app/embargo/policy"
)

// stillMembers keeps of the people a CODEOWNERS file names those who are members of the organisation: a name stays
// in the file when its bearer leaves. An account that owns the repository itself is no member of anything.
func (o *observation) stillMembers(ctx context.Context, logins []string) (policy.Fact[[]string], error) {
	var members []string
	for _, login := range logins {
		member := strings.EqualFold(login, o.ref.Owner)
		if !member {
			var err error
			if member, err = o.github.Member(ctx, o.ref.Owner, login); err != nil {
				return policy.Unknown[[]string]("whether " + login + " is a member of " + o.ref.Owner + " could not be read"), failLook(err)
			}
		}
		if member {
			members = append(members, login)
		}
	}
	return policy.Know(members), nil
}
