package server

import (
	"fmt"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/verify"
)

// verification says how releases are verified: whom to believe, and how their files are fetched.
func verification(o Options) (verify.Options, error) {
	options := verify.Options{Transport: o.Downloads, TransparencyLog: o.Settings.TransparencyLog}
	var err error
	switch o.Settings.TrustedRoot {
	case config.TrustNobody, "":
		return options, nil
	case config.TrustTUF:
		options.TrustedRoot, err = verify.RootFromTUF(verify.TUF{Now: o.Now})
	default:
		options.TrustedRoot, err = verify.RootFromFile(o.Settings.TrustedRoot)
	}
	if err != nil {
		return verify.Options{}, fmt.Errorf("EMBARGO_TRUSTED_ROOT: %w; give tuf, none or a trusted root's file", err)
	}
	return options, nil
}
