package policy

import (
	"math"
	"strings"
	"testing"
)

func TestRateCVSS(t *testing.T) {
	for _, tc := range []struct {
		vector      string
		score, base float64
	}{
		{highV3, 7.5, 7.5},
		{highV4, 8.7, 8.7},
		{lowV3, 3.1, 3.1},
		{temporalV3, 6.0, 7.5},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", 10, 10},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:N", 0, 0},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/MAV:P", 6.8, 9.8},
		{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:H/SI:H/SA:H/E:U", 9.1, 10},
	} {
		rating, err := RateCVSS(tc.vector)
		if err != nil || math.Abs(rating.Score-tc.score) > 0.05 || math.Abs(rating.Base-tc.base) > 0.05 {
			t.Errorf("%s: %+v, %v; want %.1f, base %.1f", tc.vector, rating, err, tc.score, tc.base)
		}
	}
}

func TestCVSSErrorsNameTheMetric(t *testing.T) {
	for _, tc := range []struct{ vector, want string }{
		{"", "begins with CVSS:3.1/ or CVSS:4.0/"},
		{"AV:N/AC:L/Au:N/C:N/I:N/A:C", "begins with CVSS:3.1/"},
		{"CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "3.0 vector is not accepted"},
		{"CVSS:3.1", "part 1"},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N", "metric A is missing"},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:X/S:U/C:H/I:N/A:N", "metric UI has a value"},
		{"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N/AV:N", "metric AV stands twice"},
		{"CVSS:3.1/AV:N/AC:L/AT:N/PR:N/UI:N/S:U/C:H/I:N/A:N", "metric AT does not exist in CVSS 3.1"},
		{"CVSS:3.1/AV:N/AC:L/the secret/UI:N", "part 3"},
		{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N", "metric SA is missing"},
		{"CVSS:4.0/AC:L/AV:N/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", "out of order"},
		{"CVSS:4.0/AV:N/AC:L/AT:Q/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", "metric AT has a value"},
		{"CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/S:U/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N", "metric S has a value that CVSS 4.0"},
		{"CVSS:4.0///////", "part 1"},
	} {
		_, err := RateCVSS(tc.vector)
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%q: error %v, want one with %q", tc.vector, err, tc.want)
		}
		if err != nil && strings.Contains(err.Error(), "secret") {
			t.Errorf("%q is quoted: %v", tc.vector, err)
		}
	}
}

func TestBand(t *testing.T) {
	for score, want := range map[float64]string{
		0: "none", 0.1: "low", 3.9: "low", 4: "medium", 6.9: "medium", 7: "high", 8.9: "high", 9: "critical", 10: "critical",
	} {
		if got := Band(score); got != want {
			t.Errorf("%.1f is %s, want %s", score, got, want)
		}
	}
}
