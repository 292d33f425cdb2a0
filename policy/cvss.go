package policy

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	gocvss30 "github.com/pandatix/go-cvss/30"
	gocvss31 "github.com/pandatix/go-cvss/31"
	gocvss40 "github.com/pandatix/go-cvss/40"
)

// Rating is what a CVSS vector says.
type Rating struct {
	Version string  // "3.1" or "4.0"
	Score   float64 // with all metrics of the vector
	Base    float64 // with the base metrics alone
}

// Band is the severity that the score stands for, in GitHub's words; "none" for 0.
func Band(score float64) string {
	switch {
	case score >= 9:
		return "critical"
	case score >= 7:
		return "high"
	case score >= 4:
		return "medium"
	case score > 0:
		return "low"
	}
	return "none"
}

// RateCVSS computes the score of a CVSS 3.1 or 4.0 vector. The error names the metric that is wrong, and never
// quotes the vector.
func RateCVSS(vector string) (Rating, error) {
	if strings.HasPrefix(vector, "CVSS:3.0/") {
		return Rating{}, errors.New("a CVSS 3.0 vector is not accepted: give a 3.1 or 4.0 vector")
	}
	return rate(vector)
}

// rate also knows CVSS 3.0.
func rate(vector string) (Rating, error) {
	header, metrics, _ := strings.Cut(vector, "/")
	switch header {
	case "CVSS:3.0":
		cvss, err := gocvss30.ParseVector(vector)
		if err != nil {
			return Rating{}, explain("3.0", metrics, baseV3, new(gocvss30.CVSS30))
		}
		return rateV3("3.0", metrics, cvss), nil
	case "CVSS:3.1":
		cvss, err := gocvss31.ParseVector(vector)
		if err != nil {
			return Rating{}, explain("3.1", metrics, baseV3, new(gocvss31.CVSS31))
		}
		return rateV3("3.1", metrics, cvss), nil
	case "CVSS:4.0":
		cvss, err := gocvss40.ParseVector(vector)
		if err != nil {
			return Rating{}, explain("4.0", metrics, baseV4, new(gocvss40.CVSS40))
		}
		return Rating{Version: "4.0", Score: cvss.Score(), Base: baseScoreV4(cvss)}, nil
	}
	return Rating{}, errors.New("a CVSS vector begins with CVSS:3.1/ or CVSS:4.0/")
}

var (
	baseV3 = []string{"AV", "AC", "PR", "UI", "S", "C", "I", "A"}
	// With the modified base metrics, whose names begin with M, these make up the environmental group.
	requirementsV3 = []string{"CR", "IR", "AR"}

	baseV4 = []string{"AV", "AC", "AT", "PR", "UI", "VC", "VI", "VA", "SC", "SI", "SA"}
)

// rateV3 takes the environmental score only where the vector has environmental metrics: its formula differs from
// the base score's even when none is given.
func rateV3(version, metrics string, cvss interface {
	BaseScore() float64
	TemporalScore() float64
	EnvironmentalScore() float64
}) Rating {
	rating := Rating{Version: version, Score: cvss.TemporalScore(), Base: cvss.BaseScore()}
	for metric := range strings.SplitSeq(metrics, "/") {
		if slices.Contains(requirementsV3, metric[:strings.IndexByte(metric, ':')]) || metric[0] == 'M' {
			rating.Score = cvss.EnvironmentalScore()
		}
	}
	return rating
}

func baseScoreV4(cvss *gocvss40.CVSS40) float64 {
	var base gocvss40.CVSS40
	for _, metric := range baseV4 {
		value, err := cvss.Get(metric)
		if err != nil {
			return cvss.Score()
		}
		if err := base.Set(metric, value); err != nil {
			return cvss.Score()
		}
	}
	return base.Score()
}

// explain finds out what is wrong with metrics that do not parse: the library does not always say which it is.
func explain(version, metrics string, base []string, scratch interface {
	Set(metric, value string) error
}) error {
	var seen []string
	for i, metric := range strings.Split(metrics, "/") {
		name, value, _ := strings.Cut(metric, ":")
		if !isMetricName(name) {
			return fmt.Errorf("part %d of the CVSS %s vector is no metric", i+1, version)
		}
		if slices.Contains(seen, name) {
			return fmt.Errorf("metric %s stands twice in the CVSS %s vector", name, version)
		}
		seen = append(seen, name)
		if err := scratch.Set(name, value); err != nil {
			if isUnknownMetric(err) {
				return fmt.Errorf("metric %s does not exist in CVSS %s", name, version)
			}
			return fmt.Errorf("metric %s has a value that CVSS %s does not know", name, version)
		}
	}
	for _, metric := range base {
		if !slices.Contains(seen, metric) {
			return fmt.Errorf("metric %s is missing from the CVSS %s vector", metric, version)
		}
	}
	return fmt.Errorf("the metrics of the CVSS %s vector are out of order", version)
}

func isMetricName(name string) bool {
	return len(name) >= 1 && len(name) <= 3 && strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

func isUnknownMetric(err error) bool {
	var (
		v30 *gocvss30.ErrInvalidMetric
		v31 *gocvss31.ErrInvalidMetric
		v40 *gocvss40.ErrInvalidMetric
	)
	return errors.As(err, &v30) || errors.As(err, &v31) || errors.As(err, &v40)
}

// sameBand tells whether a score GitHub shows stands for the same severity as the vector does. Implementations
// differ by 0.1 on some vectors, and GitHub's choice between the base score and the full one is not documented.
func (r Rating) sameBand(score float64) bool {
	return Band(score) == Band(r.Score) || Band(score) == Band(r.Base)
}

// says tells whether the vector stands for that severity.
func (r Rating) says(severity string) bool {
	return severity == Band(r.Score) || severity == Band(r.Base)
}

// formatScore writes a score with one digit, as CVSS does.
func formatScore(score float64) string { return fmt.Sprintf("%.1f", score) }
