package policy

import "cmp"

// lowestScore is the score at which each of GitHub's words for severity begins.
var lowestScore = map[string]float64{"low": 0.1, "medium": 4, "high": 7, "critical": 9}

// severityScore is the CVSS score that counts for the process, 0 while there is none: the highest that is recorded,
// unless the SRC has ruled otherwise. A severity given as a word alone counts as the lowest score it stands for.
func severityScore(c Case, ledger Ledger) float64 {
	score := recordedScore(c.Advisory.CVSS)
	level, ruled := ledger.Severity.Args[ArgLevel]
	switch {
	case ruled && Band(score) != level:
		return lowestScore[level]
	case score == 0:
		return lowestScore[c.Advisory.Severity]
	}
	return score
}

// recordedScore is the highest score of some vectors.
func recordedScore(vectors []CVSS) float64 {
	var highest float64
	for _, recorded := range vectors {
		highest = max(highest, recorded.Effective())
	}
	return highest
}

// Effective is the score that counts: GitHub's or, where it shows none, the vector's own; 0 for a vector that is wrong.
func (c CVSS) Effective() float64 {
	if c.Score != 0 {
		return c.Score
	}
	rating, _ := RateCVSS(c.Vector) // the zero Rating when it is wrong
	return rating.Score
}

// DeadlinesFor gives the time for fix and release that a process leaves a vulnerability of this score, the shortest of
// all that hold for it; the zero Span for no limit.
func DeadlinesFor(process Process, score float64) (fix, release Span) {
	fix, release = process.Deadlines.Fix, process.Deadlines.Release
	for _, band := range process.Severity.Bands {
		if band.From <= score {
			fix, release = shorter(band.Deadlines.Fix, fix), shorter(band.Deadlines.Release, release)
		}
	}
	return fix, release
}

// shorter gives the span that ends first; one without a limit never does.
func shorter(a, b Span) Span {
	if a.IsZero() || b.IsZero() {
		return cmp.Or(a, b)
	}
	if b.NoLongerThan(a) {
		return b
	}
	return a
}

// bandEvidence says which time a severity leaves; none where the general deadlines hold.
func (v *view) bandEvidence() []Evidence {
	score, from := severityScore(*v.c, v.ledger), -1.0
	for _, band := range v.process.Severity.Bands {
		if band.From <= score {
			from = max(from, band.From)
		}
	}
	if from < 0 {
		return nil
	}
	return []Evidence{v.onPage(bandIs(from, v.timeline.Fix, v.timeline.Release))}
}
