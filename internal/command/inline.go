package command

import "strings"

// hiddenParts finds the code spans, HTML comments and HTML code and quotes of a paragraph, as ascending ranges of bytes,
// in linear time. In markup there are no code spans, and a comment that is not closed reaches to the end. So does HTML
// code or a quote; open is then the tag that ends it, wherever that is, in lower case.
func hiddenParts(text string, markup bool) (parts [][2]int, open string) {
	if !strings.Contains(text, "<") && (markup || !strings.Contains(text, "`")) {
		return nil, ""
	}
	runs, lastEnd := backtickRuns(text), strings.LastIndex(text, "-->")
	for i := 0; i < len(text); {
		end := i + 1
		switch {
		case text[i] == '<':
			length, open := hiddenHTML(text[i:], markup, i+2 <= lastEnd)
			if length > 0 {
				end = i + length
				parts = append(parts, [2]int{i, end})
			}
			if open != "" {
				return parts, open
			}
		case markup:
		case text[i] == '\\':
			end++
		case text[i] == '`':
			end = i + runLength(text[i:])
			if after := runs.closing(end, end-i); after > 0 {
				end = after
				parts = append(parts, [2]int{i, end})
			}
		}
		i = end
	}
	return parts, ""
}

// hiddenHTML measures the HTML comment, code or quote that the text begins with, 0 for none; open is the tag that ends
// it, where the text does not hold that. ends says that some comment ends in the text.
func hiddenHTML(text string, markup, ends bool) (length int, open string) {
	if strings.HasPrefix(text, "<!--") {
		switch {
		case ends:
			return 2 + strings.Index(text[2:], "-->") + len("-->"), ""
		case markup:
			return len(text), ""
		}
		return 0, ""
	}
	name, closing := tagName(text)
	end := strings.IndexAny(text[1:], "<>")
	if closing || !shownTags[name] || end < 0 || text[1+end] != '>' {
		return 0, ""
	}
	if length := closingTag(text, name); length > 0 {
		return length, ""
	}
	return len(text), "</" + name + ">"
}

// closingTag returns where the first closing tag of that name ends, 0 when there is none.
func closingTag(text, name string) int {
	for at := 0; ; at++ {
		next := strings.Index(text[at:], "</")
		if next < 0 {
			return 0
		}
		at += next
		if found, _ := tagName(text[at:]); found == name {
			end := strings.IndexByte(text[at:], '>')
			if end < 0 {
				return 0
			}
			return at + end + 1
		}
	}
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
