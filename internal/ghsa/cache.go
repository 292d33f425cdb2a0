package ghsa

import (
	"math"
	"sync"

	"github.com/hashicorp/golang-lru/v2/simplelru"
)

// bodyCache keeps one installation's latest answers, in memory only, up to a number of bytes; the least
// recently used go first. It implements httpcache.Cache.
type bodyCache struct {
	mu    sync.Mutex
	lru   *simplelru.LRU[string, []byte]
	bytes int64 // of all keys and values held
	limit int64
}

func newBodyCache(limit int64) *bodyCache {
	c := &bodyCache{limit: limit}
	// The number of entries is bounded by their bytes; NewLRU fails only for a size below one.
	c.lru, _ = simplelru.NewLRU(math.MaxInt, func(key string, value []byte) {
		c.bytes -= int64(len(key) + len(value))
	})
	return c
}

// Get gives what was last set under key.
func (c *bodyCache) Get(key string) ([]byte, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.lru.Get(key)
}

// Set keeps value unless it alone is over the limit.
func (c *bodyCache) Set(key string, value []byte) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lru.Remove(key)
	size := int64(len(key) + len(value))
	if size > c.limit {
		return
	}
	c.lru.Add(key, value)
	c.bytes += size
	for c.bytes > c.limit {
		c.lru.RemoveOldest()
	}
}

// Delete forgets key.
func (c *bodyCache) Delete(key string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.lru.Remove(key)
}
