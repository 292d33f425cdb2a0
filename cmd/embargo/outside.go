package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/google/go-github/v60/github"

	"github.com/embargo-app/embargo/config"
	"github.com/embargo-app/embargo/internal/ghsa"
	"github.com/embargo-app/embargo/internal/reconcile"
	"github.com/embargo-app/embargo/internal/render"
	"github.com/embargo-app/embargo/internal/server"
	"github.com/embargo-app/embargo/policy"
)

// advisoryArgs name an advisory, and the server that looks after it.
type advisoryArgs struct {
	Repository string `arg:"" name:"owner/repo" help:"The repository, as GitHub writes it."`
	GHSA       string `arg:"" name:"ghsa" help:"The advisory's id."`
	settingsFile
}

func (a advisoryArgs) ref() (ghsa.Ref, error) { return ghsa.ParseRef(a.Repository + "/" + a.GHSA) }

// standing looks at the advisory as it is now.
func (a advisoryArgs) standing(ctx context.Context, s streams) (ref ghsa.Ref, standing reconcile.Standing, err error) {
	if ref, err = a.ref(); err != nil {
		return ref, standing, err
	}
	err = a.withServer(ctx, s, func(_ config.Server, app *server.Server) (err error) {
		standing, err = app.Standing(ctx, ref)
		return err
	})
	return ref, standing, err
}

// act gives a command as the person whose GITHUB_TOKEN is in the environment, and prints what came of it.
func (a advisoryArgs) act(ctx context.Context, s streams, words ...string) error {
	return a.asPerson(ctx, s, func(app *server.Server, ref ghsa.Ref, login string) (render.Answer, error) {
		return app.Act(ctx, ref, login, "/"+strings.Join(words, " "))
	})
}

// actAndWatch is act for a command that the server carries out later, whose outcome is to be looked for.
func (a advisoryArgs) actAndWatch(ctx context.Context, s streams, words ...string) error {
	if err := a.act(ctx, s, words...); err != nil {
		return err
	}
	_, err := fmt.Fprintf(s.Out, "what becomes of it shows: embargo status %s %s\n", a.Repository, a.GHSA)
	return err
}

// asPerson does something as the person whose GITHUB_TOKEN is in the environment, and prints what came of it.
func (a advisoryArgs) asPerson(
	ctx context.Context, s streams, do func(app *server.Server, ref ghsa.Ref, login string) (render.Answer, error),
) error {
	ref, err := a.ref()
	if err != nil {
		return err
	}
	return a.withServer(ctx, s, func(settings config.Server, app *server.Server) error {
		login, err := whoami(ctx, settings.GitHub.V3APIURL)
		if err != nil {
			return err
		}
		answer, err := do(app, ref, login)
		return printAnswer(s, login, answer, err)
	})
}

// printAnswer prints what came of a command; err is what went wrong, perhaps after it was recorded.
func printAnswer(s streams, login string, answer render.Answer, err error) error {
	if err != nil && answer.Command == "" {
		return err
	}
	said := strings.ReplaceAll(answer.Understood, "`", "")
	switch answer.Verdict {
	case policy.VerdictAccepted:
		if _, printed := fmt.Fprintf(s.Out, "recorded for %s: %s\n", login, said); printed != nil {
			return printed
		}
	case policy.VerdictForbidden:
		return fmt.Errorf("not open to %s, so nothing was changed: %s", login, said)
	default:
		return fmt.Errorf("nothing was changed: %s", said)
	}
	return err // it is recorded, and not everybody could be told
}

// whoamiTimeout bounds the question to whom a token belongs.
const whoamiTimeout = 30 * time.Second

// whoami asks GitHub whose token is in GITHUB_TOKEN, or in the file that GITHUB_TOKEN_FILE names.
func whoami(ctx context.Context, api string) (string, error) {
	token, err := ownToken(os.Getenv, os.ReadFile)
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, whoamiTimeout)
	defer cancel()
	// A redirect is not followed: the token is for this host alone.
	client := github.NewClient(&http.Client{CheckRedirect: func(*http.Request, []*http.Request) error {
		return http.ErrUseLastResponse
	}}).WithAuthToken(token)
	if client.BaseURL, err = url.Parse(strings.TrimSuffix(api, "/") + "/"); err != nil {
		return "", fmt.Errorf("GITHUB_V3_API_URL: %w", err)
	}
	user, _, err := client.Users.Get(ctx, "")
	if refused, ok := errors.AsType[*github.ErrorResponse](err); ok {
		return "", fmt.Errorf("GitHub does not say whose GITHUB_TOKEN this is: it answers %d; give a valid token of your own "+
			"account, which needs no permission", refused.Response.StatusCode)
	}
	if lost, ok := errors.AsType[*url.Error](err); ok {
		return "", fmt.Errorf("ask GitHub whose token this is: %w", lost.Err)
	}
	if err != nil || user.GetLogin() == "" || user.GetType() != "User" {
		return "", errors.New("GITHUB_TOKEN belongs to no person; give one of your own account")
	}
	return user.GetLogin(), nil
}

// ownToken reads the person's own token: it proves who gives a command.
func ownToken(getenv func(string) string, readFile func(string) ([]byte, error)) (string, error) {
	token, file := getenv("GITHUB_TOKEN"), getenv("GITHUB_TOKEN_FILE")
	switch {
	case token != "" && file != "":
		return "", errors.New("GITHUB_TOKEN and GITHUB_TOKEN_FILE are both set; give only one of them")
	case file != "":
		data, err := readFile(file)
		if err != nil {
			return "", fmt.Errorf("GITHUB_TOKEN_FILE: %w", err)
		}
		token = strings.TrimSpace(string(data))
	}
	if token == "" {
		return "", errors.New("who are you? Put a token of your own GitHub account into GITHUB_TOKEN, or name a file that holds " +
			"it in GITHUB_TOKEN_FILE; it needs no permission, and it only proves whose it is")
	}
	return token, nil
}
