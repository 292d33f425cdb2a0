package agenda

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/embargo-app/embargo/internal/store"
	"github.com/embargo-app/embargo/internal/store/pgtest"
)

func TestMain(m *testing.M) { pgtest.Main(m) }

// opener opens a new, empty database until the test ends.
type opener func(t testing.TB) *store.Store

func openAt(tb testing.TB, address string) *store.Store {
	tb.Helper()
	s, err := store.Open(context.Background(), address)
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() {
		if err := s.Close(); err != nil {
			tb.Error(err)
		}
	})
	return s
}

// openSQLite is for tests in a bubble of their own time, in which nothing may wait for a network.
func openSQLite(tb testing.TB) *store.Store {
	tb.Helper()
	return openAt(tb, "sqlite:"+filepath.Join(tb.TempDir(), "test.db"))
}

// overEveryDatabase are the tests that every kind of database has to pass.
var overEveryDatabase = map[string]func(*testing.T, opener){
	"marks of one key are one piece of work":                testMarksOfOneKeyAreOnePieceOfWork,
	"marks during work cause exactly one more":              testMarksDuringWorkCauseExactlyOneMore,
	"mark during work against its outcome":                  testMarkDuringWorkAgainstItsOutcome,
	"dead owners key comes due again":                       testDeadOwnersKeyComesDueAgain,
	"mark for later survives a takeover":                    testMarkForLaterSurvivesATakeover,
	"mark refuses keys without a kind":                      testMarkRefusesKeysWithoutAKind,
	"failures back off":                                     testFailuresBackOff,
	"marks do not shorten a wait that the server asked for": testMarksDoNotShortenAWaitThatTheServerAskedFor,
	"marks shorten a back off":                              testMarksShortenABackOff,
	"stopped until marked":                                  testStoppedUntilMarked,
	"panic becomes an error without its words":              testPanicBecomesAnErrorWithoutItsWords,
	"causes are told once with the work they caused":        testCausesAreToldOnceWithTheWorkTheyCaused,
	"causes are bounded":                                    testCausesAreBounded,
	"waited for moment is no cause before it comes":         testWaitedForMomentIsNoCauseBeforeItComes,
	"urgent work comes first but not for ever":              testUrgentWorkComesFirstButNotForEver,
	"yielded work is taken up by a mark":                    testYieldedWorkIsTakenUpByAMark,
	"lease knows since when it was due":                     testLeaseKnowsSinceWhenItWasDue,
	"cause of a stopped key":                                testCauseOfAStoppedKey,
	"what follows from work has its cause":                  testWhatFollowsFromWorkHasItsCause,
	"clock set back":                                        testClockSetBack,
	"hasten":                                                testHasten,
	"machine that slept keeps the keys it works on":         testMachineThatSleptKeepsTheKeysItWorksOn,
}

func TestOverEveryDatabase(t *testing.T) {
	for _, backend := range pgtest.Backends() {
		t.Run(backend.Name, func(t *testing.T) {
			for name, test := range overEveryDatabase {
				t.Run(name, func(t *testing.T) {
					test(t, func(tb testing.TB) *store.Store {
						tb.Helper()
						return openAt(tb, backend.Address(tb))
					})
				})
			}
		})
	}
}
