package ghsa

import (
	"context"
	"strings"
)

// The tree entries that File tells apart.
const (
	entryTree    = "tree"
	entryBlob    = "blob"
	modeSymlink  = "120000"
	defaultPlace = "HEAD"
)

// treeEntry is one name in a directory of a repository.
type treeEntry struct {
	Path string `json:"path"`
	Mode string `json:"mode"`
	Type string `json:"type"`
	SHA  string `json:"sha"`
}

// tree lists a directory by its SHA or, for the root, by a ref.
func (c *Client) tree(ctx context.Context, owner, repo, name string) (entries []treeEntry, whole bool, err error) {
	r := get("get-tree", owner+"/"+repo+"@"+name, "repos", owner, repo, "git", "trees", name)
	t, err := fetch[struct {
		Tree      []treeEntry `json:"tree"`
		Truncated bool        `json:"truncated"`
	}](ctx, c.conn, r)
	return t.Tree, !t.Truncated, err
}

// File reads a file from a repository's default branch, following symbolic links within it. IsNotFound tells
// that it is not there. A directory, a submodule or a file over maxFile is invalid. It needs contents: read.
//
// It walks git's trees, because GitHub confirms an unchanged tree for free, while every "not found" for a file
// costs a request of the rate limit, and most repositories lack most of the files that are looked for.
func (c *Client) File(ctx context.Context, owner, repo, path string) ([]byte, error) {
	segments := strings.Split(path, "/")
	missing := get("get-file", owner+"/"+repo+":"+path).fail(KindNotFound, "")
	at := defaultPlace
	for i, segment := range segments {
		entries, whole, err := c.tree(ctx, owner, repo, at)
		switch {
		case IsConflict(err) && i == 0: // an empty repository has no tree
			return nil, missing
		case err != nil:
			return nil, err
		case !whole:
			return c.FileAt(ctx, owner, repo, path, "")
		}
		entry, found := find(entries, segment)
		last := i == len(segments)-1
		switch {
		case !found || (!last && entry.Type == entryBlob && entry.Mode != modeSymlink):
			return nil, missing
		case entry.Mode == modeSymlink || (last && entry.Type != entryBlob) || (!last && entry.Type != entryTree):
			return c.FileAt(ctx, owner, repo, path, "") // which follows links, and says what else is wrong
		}
		at = entry.SHA
	}
	return c.Blob(ctx, owner, repo, at)
}

func find(entries []treeEntry, name string) (treeEntry, bool) {
	for _, entry := range entries {
		if entry.Path == name {
			return entry, true
		}
	}
	return treeEntry{}, false
}
