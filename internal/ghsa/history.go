package ghsa

import (
	"context"
	"crypto/sha1" // #nosec G505 -- git names its blobs by SHA-1
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strconv"
)

// BlobSHA is the name git gives to a file's content.
func BlobSHA(content []byte) string {
	sum := sha1.New() // #nosec G401 -- git names its blobs by SHA-1
	_, _ = fmt.Fprintf(sum, "blob %d\x00", len(content))
	_, _ = sum.Write(content)
	return hex.EncodeToString(sum.Sum(nil))
}

// Blob reads a file's content by the name git gives it, whether or not the file still stands somewhere. IsNotFound
// tells that the repository no longer has it. It needs contents: read.
func (c *Client) Blob(ctx context.Context, owner, repo, sha string) ([]byte, error) {
	r := get("get-blob", owner+"/"+repo+"@"+sha, "repos", owner, repo, "git", "blobs", sha)
	blob, err := fetch[struct {
		Encoding string `json:"encoding"`
		Content  string `json:"content"`
		Size     int64  `json:"size"`
	}](ctx, c.conn, r)
	switch {
	case err != nil:
		return nil, err
	case blob.Size > maxFile:
		return nil, r.fail(KindInvalid, fmt.Sprintf("the file is larger than %d bytes", maxFile))
	case blob.Encoding != "base64":
		return nil, r.fail(KindMalformed, "the file's encoding is not base64")
	}
	content, err := base64.StdEncoding.DecodeString(blob.Content)
	if err != nil {
		return nil, r.fail(KindMalformed, "the file's content is not base64")
	}
	return content, nil
}

// maxHistory is the highest number of commits that FileHistory gives.
const maxHistory = 100

// FileHistory lists the SHAs of the newest commits of the default branch that changed a file, newest first, at most
// limit of them. It needs contents: read.
func (c *Client) FileHistory(ctx context.Context, owner, repo, path string, limit int) ([]string, error) {
	r := get("list-commits", owner+"/"+repo+":"+path, "repos", owner, repo, "commits")
	r.query.Set("path", path)
	r.query.Set("per_page", strconv.Itoa(min(limit, maxHistory)))
	commits, err := fetch[[]struct {
		SHA string `json:"sha"`
	}](ctx, c.conn, r)
	if err != nil {
		return nil, err
	}
	shas := make([]string, len(commits))
	for i, commit := range commits {
		shas[i] = commit.SHA
	}
	return shas, nil
}
