package verify

import (
	"bytes"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"hash"
	"io"
)

// content is what was read of an asset.
type content struct {
	size    int64
	digests map[string][]byte // by algorithm, of all of it
	body    []byte            // only of proofs
}

// errTooLarge stops a download that went over its bound.
var errTooLarge = errors.New("larger than its bound")

// sink takes an asset's bytes as they come: it hashes them and, for proofs, keeps them.
type sink struct {
	limit  int64  // bytes of one asset
	budget *int64 // bytes left for the whole release, shared by its assets
	keep   bool
	size   int64
	hashes map[string]hash.Hash
	all    io.Writer
	body   bytes.Buffer
}

func newSink(limit int64, budget *int64, keep bool) *sink {
	s := &sink{limit: limit, budget: budget, keep: keep}
	s.reset()
	return s
}

// reset forgets what came so far, but not that it was read.
func (s *sink) reset() {
	s.size = 0
	s.body.Reset()
	s.hashes = map[string]hash.Hash{"sha256": sha256.New(), "sha384": sha512.New384(), "sha512": sha512.New()}
	s.all = io.MultiWriter(s.hashes["sha256"], s.hashes["sha384"], s.hashes["sha512"])
	if s.keep {
		s.all = io.MultiWriter(s.all, &s.body)
	}
}

// Write takes some bytes, or fails with errTooLarge when they are more than may come.
func (s *sink) Write(p []byte) (int, error) {
	*s.budget -= int64(len(p))
	if *s.budget < 0 || s.size+int64(len(p)) > s.limit {
		return 0, errTooLarge
	}
	n, err := s.all.Write(p)
	s.size += int64(n)
	return n, err
}

func (s *sink) content() content {
	c := content{size: s.size, digests: map[string][]byte{}, body: s.body.Bytes()}
	for name, h := range s.hashes {
		c.digests[name] = h.Sum(nil)
	}
	return c
}
