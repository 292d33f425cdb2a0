package command

import "strings"

// hiddenParts finds the code spans and HTML comments of a paragraph, as ascending ranges of bytes, in linear time.
// In markup there are no code spans, and a comment that is not closed reaches to the end.
func hiddenParts(text string, markup bool) [][2]int {
	if !strings.Contains(text, "<!--") && (markup || !strings.Contains(text, "`")) {
		return nil
	}
	var (
		parts    [][2]int
		runs     = backtickRuns(text)
		unclosed bool // no "-->" follows any more
	)
	for i := 0; i < len(text); {
		end := i + 1
		switch {
		case markup && text[i] != '<':
		case text[i] == '\\':
			end++
		case text[i] == '`':
			end = i + runLength(text[i:])
			if after := runs.closing(end, end-i); after > 0 {
				end = after
				parts = append(parts, [2]int{i, end})
			}
		case !unclosed && strings.HasPrefix(text[i:], "<!--"):
			length := strings.Index(text[i+2:], "-->")
			switch {
			case length >= 0:
				end = i + 2 + length + len("-->")
				parts = append(parts, [2]int{i, end})
			case markup:
				return append(parts, [2]int{i, len(text)})
			default:
				unclosed = true
			}
		}
		i = end
	}
	return parts
}

// runLength counts the backticks at the start.
func runLength(text string) int { return len(text) - len(strings.TrimLeft(text, "`")) }

// tickRuns holds, for each length, where the runs of so many backticks begin, ascending.
type tickRuns map[int][]int

func backtickRuns(text string) tickRuns {
	runs := tickRuns{}
	for i := 0; ; {
		next := strings.IndexByte(text[i:], '`')
		if next < 0 {
			return runs
		}
		i += next
		n := runLength(text[i:])
		runs[n] = append(runs[n], i)
		i += n
	}
}

// closing returns the end of the first run of so many backticks at or after from, 0 when there is none.
// Since callers only go forward, runs passed once are forgotten.
func (t tickRuns) closing(from, length int) int {
	starts := t[length]
	for len(starts) > 0 && starts[0] < from {
		starts = starts[1:]
	}
	t[length] = starts
	if len(starts) == 0 {
		return 0
	}
	return starts[0] + length
}
