package githubsim

import (
	"fmt"
	"strconv"
)

// perPage reads per_page: 1 to 100, 30 when absent or out of range below.
func (c *call) perPage() int {
	n, err := strconv.Atoi(c.query("per_page"))
	if err != nil || n < 1 {
		return 30
	}
	return min(n, 100)
}

// page cuts the asked page out of a list and notes the Link entries.
func page[T any](c *call, all []T) []T {
	size := c.perPage()
	n, err := strconv.Atoi(c.query("page"))
	if err != nil || n < 1 {
		n = 1
	}
	last := max(1, (len(all)+size-1)/size)
	add := func(rel string, n int) {
		c.addLink(rel, map[string]string{"page": strconv.Itoa(n)})
	}
	if n > 1 {
		add("prev", min(n-1, last))
		add("first", 1)
	}
	if n < last {
		add("next", n+1)
		add("last", last)
	}
	if n > last {
		return all[:0]
	}
	return all[(n-1)*size : min(n*size, len(all))]
}

func (c *call) addLink(rel string, set map[string]string) {
	c.link = append(c.link, fmt.Sprintf(`<%s>; rel="%s"`, c.here(set), rel))
}
