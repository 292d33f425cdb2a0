// Package nearest finds the word that a misspelt one was probably meant to be.
package nearest

import "strings"

const (
	// within is how many letters may be wrong, at most.
	within = 2
	// longest is the length in bytes beyond which words are not compared.
	longest = 64
)

// To gives the word among some known ones that a misspelt one was most likely meant to be, the first of several; "" when
// none comes near. Capital letters make no difference.
func To(word string, known []string) string {
	best, distance := "", within+1
	for _, candidate := range known {
		if d := edits(strings.ToLower(word), strings.ToLower(candidate)); d < distance && d < len(candidate) {
			best, distance = candidate, d
		}
	}
	return best
}

// edits counts the letters to insert, remove or replace to make b of a.
func edits(a, b string) int {
	if len(a) > longest || len(b) > longest {
		return longest
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := diagonal
			if a[i] != b[j] {
				cost++
			}
			diagonal = row[j+1]
			row[j+1] = min(cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
