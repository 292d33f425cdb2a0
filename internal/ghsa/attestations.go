package ghsa

import (
	"bytes"
	"context"
	"encoding/json"
)

// Attestations gives the Sigstore bundles, as JSON, of the artifact attestations that GitHub keeps in a repository
// for a digest ("sha256:" and hexadecimal): the newest 100, none when there are none. GitHub may leave a bundle out
// of its answer and name an address where a compressed copy lies; such a one is not given. It needs attestations: read.
func (c *Client) Attestations(ctx context.Context, owner, repo, digest string) ([][]byte, error) {
	r := list("list-attestations", owner+"/"+repo, "repos", owner, repo, "attestations", digest)
	answer, err := fetch[struct {
		Attestations []struct {
			Bundle json.RawMessage `json:"bundle"`
		} `json:"attestations"`
	}](ctx, c.conn, r)
	if IsNotFound(err) {
		return nil, nil // so GitHub says that there are none
	}
	if err != nil {
		return nil, err
	}
	var bundles [][]byte
	for _, a := range answer.Attestations {
		if bytes.HasPrefix(a.Bundle, []byte("{")) {
			bundles = append(bundles, a.Bundle)
		}
	}
	return bundles, nil
}
