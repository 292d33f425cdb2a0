package githubsim

import (
	"crypto/sha1" // #nosec G505 -- git names its trees by SHA-1
	"encoding/hex"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// directory is one folder of the default branch: its entries by name.
type directory struct {
	files   map[string]string // name → content
	folders map[string]*directory
}

// directories arranges a repository's files as a tree.
func directories(files map[string]string) *directory {
	root := &directory{files: map[string]string{}, folders: map[string]*directory{}}
	for path, content := range files {
		at, segments := root, strings.Split(path, "/")
		for _, name := range segments[:len(segments)-1] {
			if at.folders[name] == nil {
				at.folders[name] = &directory{files: map[string]string{}, folders: map[string]*directory{}}
			}
			at = at.folders[name]
		}
		at.files[segments[len(segments)-1]] = content
	}
	return root
}

// entries lists the folder as GitHub does, by name.
func (d *directory) entries(c *call) []object {
	list := []object{}
	names := slices.Concat(slices.Collect(maps.Keys(d.files)), slices.Collect(maps.Keys(d.folders)))
	slices.Sort(names)
	for _, name := range names {
		if folder := d.folders[name]; folder != nil {
			list = append(list, object{
				"path": name, "mode": "040000", "type": "tree", "sha": folder.sha(),
				"url": c.sim.api("/repos/%s/git/trees/%s", c.repo.fullName(), folder.sha()),
			})
			continue
		}
		content := d.files[name]
		list = append(list, object{
			"path": name, "mode": "100644", "type": "blob", "sha": blobSHA(content), "size": len(content),
			"url": c.sim.api("/repos/%s/git/blobs/%s", c.repo.fullName(), blobSHA(content)),
		})
	}
	return list
}

// sha names a folder by what it holds; unlike git's own it need only be the same for the same content.
func (d *directory) sha() string {
	h := sha1.New() // #nosec G401 -- a name, not a proof
	for _, name := range slices.Sorted(maps.Keys(d.files)) {
		_, _ = h.Write([]byte("blob " + name + "\x00" + blobSHA(d.files[name])))
	}
	for _, name := range slices.Sorted(maps.Keys(d.folders)) {
		_, _ = h.Write([]byte("tree " + name + "\x00" + d.folders[name].sha()))
	}
	return hex.EncodeToString(h.Sum(nil))
}

// find looks for the folder of that name below d.
func (d *directory) find(sha string) *directory {
	if d.sha() == sha {
		return d
	}
	for _, folder := range d.folders {
		if found := folder.find(sha); found != nil {
			return found
		}
	}
	return nil
}

// getTree answers GET /repos/{owner}/{repo}/git/trees/{tree_sha} for the default branch and its folders.
func getTree(c *call) reply {
	root := directories(c.repo.files)
	d := root
	if name := c.param("tree_sha"); name != "HEAD" && name != c.repo.branch {
		if d = root.find(name); d == nil {
			return notFound()
		}
	}
	return reply{status: http.StatusOK, body: object{
		"sha": d.sha(), "url": c.sim.api("/repos/%s/git/trees/%s", c.repo.fullName(), d.sha()),
		"tree": d.entries(c), "truncated": false,
	}}
}
