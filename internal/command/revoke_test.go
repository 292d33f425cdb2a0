package command

import (
	"testing"

	"github.com/embargo-app/embargo/policy"
)

func TestRevoke(t *testing.T) {
	approved := []said{{by: sarah, body: "/approve @olga wrote the code\n/approve @octo-org/crypto they know"}}
	tryEach(t, testCase(policy.AdvisoryDraft), approved, []try{
		{by: simon, line: "/revoke @Olga", want: accepted, args: args("login", "Olga")},
		{by: simon, line: "/revoke @octo-org/crypto", want: accepted, args: args("team", "octo-org/crypto")},
		{by: simon, line: "/revoke @stan", want: refused, detail: detailNotApproved, args: args("login", "stan")},
		{by: simon, line: "/revoke", want: malformed, detail: detailLogin},
		{by: frank, line: "/revoke @olga", want: forbidden},
	})
}
