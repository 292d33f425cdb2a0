package command

import "github.com/embargo-app/embargo/policy"

var cvss = Spec{
	Name:    policy.CommandCVSS,
	Usage:   "/cvss VECTOR",
	Help:    "Records the CVSS vector, version 3.1 or 4.0.",
	Example: "/cvss CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N",
	Rights:  fixTeamAndSRC,
	Secret:  []string{policy.ArgVector},
	read:    func(r *reader) { r.value(policy.ArgVector, detailCVSS, parseVector) },
}

// maxVector is longer than any vector with every metric of CVSS 4.0.
const maxVector = 300

func parseVector(word string) (vector, fault string) {
	if len(word) > maxVector {
		return "", detailCVSS
	}
	if _, err := policy.RateCVSS(word); err != nil {
		return "", detailCVSS
	}
	return word, ""
}

// vectorFault names what is wrong with a vector, without repeating it; "" when nothing is.
func vectorFault(args string) string {
	r := reader{rest: args}
	word := r.peek()
	if word == "" || len(word) > maxVector {
		return ""
	}
	if _, err := policy.RateCVSS(word); err != nil {
		return err.Error()
	}
	return ""
}
