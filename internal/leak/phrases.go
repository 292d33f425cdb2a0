package leak

import (
	"cmp"
	"encoding/binary"
	"slices"
	"strings"
)

// minPhrase is the shortest phrase that is looked for, in bytes. Shorter ones would be found everywhere.
const minPhrase = 8

// filterBits is the logarithm of the filter's bits: 128 KiB stay in a core's cache.
const filterBits = 20

// phrases are found by their first minPhrase bytes, and told apart by binary search from there on. So what a hit costs
// hangs on how much of the text is like a phrase, and not on how many phrases there are.
type phrases struct {
	list   []Phrase        // in small letters; those that begin alike stand together, sorted
	filter *filter         // one bit for each hash of a beginning
	runs   map[uint64]span // by beginning
}

type filter [1 << (filterBits - 6)]uint64

// span is a part of the list, without its end.
type span struct{ begin, end int }

func index(list []Phrase) phrases {
	p := phrases{filter: new(filter), runs: map[uint64]span{}}
	for _, phrase := range list {
		if len(phrase.Text) >= minPhrase {
			p.list = append(p.list, Phrase{For: phrase.For, Text: small(phrase.Text)})
		}
	}
	slices.SortFunc(p.list, func(a, b Phrase) int {
		return cmp.Or(cmp.Compare(beginning([]byte(a.Text)), beginning([]byte(b.Text))), strings.Compare(a.Text, b.Text))
	})
	for i, phrase := range p.list {
		first := beginning([]byte(phrase.Text))
		run, known := p.runs[first]
		if !known {
			run.begin = i
		}
		p.runs[first] = span{run.begin, i + 1}
		h := hash(first)
		p.filter[h/64] |= 1 << (h % 64)
	}
	return p
}

// small writes ASCII letters small and leaves all else alone.
func small(text string) string {
	b := []byte(text)
	for i, c := range b {
		b[i] = lower(c)
	}
	return string(b)
}

// beginning reads minPhrase bytes without the case of letters. Some other characters fall together as well, which
// costs a comparison and finds nothing.
func beginning(text []byte) uint64 { return binary.LittleEndian.Uint64(text) | 0x2020202020202020 }

// hash gives filterBits bits.
func hash(first uint64) uint64 { return first * 0x9E3779B97F4A7C15 >> (64 - filterBits) }

// scan tells of each phrase in a text whose it is.
func (p *phrases) scan(text []byte, take func(owner string)) {
	if len(p.list) == 0 {
		return
	}
	bits := p.filter
	for at := minPhrase; at <= len(text); at++ {
		first := beginning(text[at-minPhrase : at])
		if h := hash(first); bits[h/64]>>(h%64)&1 == 0 {
			continue
		}
		if run, ok := p.runs[first]; ok {
			p.compare(run, text[at-minPhrase:], take)
		}
	}
}

// compare finds the phrases of a run that a text begins with, narrowing the run byte by byte.
func (p *phrases) compare(run span, text []byte, take func(owner string)) {
	for depth := 0; run.begin < run.end; depth++ {
		for run.begin < run.end && len(p.list[run.begin].Text) == depth { // shorter ones are sorted before longer ones
			take(p.list[run.begin].For)
			run.begin++
		}
		if depth == len(text) {
			return
		}
		c, rest := lower(text[depth]), p.list[run.begin:run.end]
		low, _ := slices.BinarySearchFunc(rest, c, func(phrase Phrase, c byte) int { return cmp.Compare(phrase.Text[depth], c) })
		high, _ := slices.BinarySearchFunc(rest, int(c)+1, func(phrase Phrase, c int) int { return cmp.Compare(int(phrase.Text[depth]), c) })
		run = span{run.begin + low, run.begin + high}
	}
}
