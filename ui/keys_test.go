package ui

import (
	"strings"
	"testing"

	tea "charm.land/bubbletea/v2"

	"github.com/etcdscope/etcdscope/keymap"
	"github.com/etcdscope/etcdscope/model/find"
)

// effects says for each action what must be different after it, and how.
func effects() map[keymap.Action]func(place keymap.Place, was, is state) bool {
	type pl = keymap.Place
	scrolled := func(by int) func(in pl, was, is state) bool {
		return func(in pl, was, is state) bool {
			var d int
			switch in {
			case keymap.InTree:
				d = is.index - was.index
			case keymap.InValue:
				d = is.line - was.line
			case keymap.InHelp:
				d = is.help - was.help
			case keymap.InContexts:
				d = is.picked - was.picked
			case keymap.InUsage:
				d = is.usage - was.usage
			case keymap.InStatus:
				d = is.member - was.member
			case keymap.InHistory:
				d = is.version - was.version
			case keymap.InBookmarks:
				d = is.bookmark - was.bookmark
			case keymap.InHits:
				d = is.inValues - was.inValues
			}
			if by == 1 || by == -1 {
				return d == by
			}
			return d*by > 1
		}
	}
	typed := func(text string, at int) func(pl, state, state) bool {
		return func(_ pl, _, is state) bool { return is.typed == text && is.at == at }
	}
	moved := func(path string) func(pl, state, state) bool {
		return func(_ pl, was, is state) bool { return was.path != path && is.path == path }
	}
	copied := func(message string) func(pl, state, state) bool {
		return func(_ pl, _, is state) bool {
			return is.copied == 1 && is.place&keymap.InPanes != 0 && is.message == message
		}
	}
	refused := func(message string) func(pl, state, state) bool {
		return func(_ pl, _, is state) bool {
			return is.copied == 0 && is.place == keymap.InCopy && is.message == message
		}
	}
	hit := func(by int) func(pl, state, state) bool {
		return func(_ pl, was, is state) bool { return is.hit == was.hit+by }
	}
	return map[keymap.Action]func(keymap.Place, state, state) bool{
		keymap.Down: scrolled(1), keymap.Up: scrolled(-1),
		keymap.HalfDown: scrolled(5), keymap.HalfUp: scrolled(-5),
		keymap.PageDown: func(in pl, was, is state) bool {
			return scrolled(10)(in, was, is) || in == keymap.InSearch && hit(10)(in, was, is)
		},
		keymap.PageUp: func(in pl, was, is state) bool {
			return scrolled(-10)(in, was, is) || in == keymap.InSearch && hit(-10)(in, was, is)
		},
		keymap.Top: func(in pl, was, is state) bool {
			return map[pl]bool{keymap.InTree: is.index == 0, keymap.InValue: is.line == 0, keymap.InHelp: is.help == 0, keymap.InContexts: is.picked == 0, keymap.InUsage: is.usage == 0, keymap.InStatus: is.member == 0, keymap.InHistory: is.version == 0, keymap.InBookmarks: is.bookmark == 0, keymap.InHits: is.inValues == 0}[in] && was != is
		},
		keymap.Bottom: func(in pl, was, is state) bool {
			return map[pl]bool{keymap.InTree: is.index == is.rows-1, keymap.InValue: is.line > 40, keymap.InHelp: is.help > was.help+9, keymap.InContexts: is.picked == 39, keymap.InUsage: is.usage > was.usage+20, keymap.InStatus: is.member == 39, keymap.InHistory: is.version == 29, keymap.InBookmarks: is.bookmark == 39, keymap.InHits: is.inValues == 29}[in]
		},

		keymap.Toggle:      func(_ pl, was, is state) bool { return was.open && !is.open && is.rows == was.rows-2 },
		keymap.In:          moved("/a/15/x"),
		keymap.Out:         func(_ pl, was, is state) bool { return was.open && !is.open && was.path == is.path },
		keymap.Parent:      moved("/a/"),
		keymap.CollapseAll: func(_ pl, _, is state) bool { return is.rows == 1 && is.index == 0 },
		keymap.NextSibling: func(in pl, _, is state) bool {
			return is.path == map[pl]string{keymap.InTree: "/a/16/", keymap.InValue: "/a/15/y"}[in]
		},
		keymap.PrevSibling: func(in pl, _, is state) bool {
			return is.path == map[pl]string{keymap.InTree: "/a/14/", keymap.InValue: "/a/15/x"}[in]
		},

		keymap.Right: func(_ pl, was, is state) bool { return is.left > was.left },
		keymap.Left:  func(_ pl, was, is state) bool { return is.left < was.left },
		keymap.View: func(in pl, was, is state) bool {
			return in == keymap.InTree && is.message == noValue || was.view == "yaml" && is.view == "text"
		},
		keymap.Reveal: func(in pl, _, is state) bool { // what it does to a secret is tested elsewhere
			return in == keymap.InTree && is.message == noValue || is.message == "nothing is masked in this value"
		},
		keymap.Fold:        func(_ pl, was, is state) bool { return is.folded == was.folded+1 && is.line < was.line },
		keymap.FoldAll:     func(_ pl, _, is state) bool { return is.folded == 25 },
		keymap.UnfoldAll:   func(_ pl, was, is state) bool { return was.folded == 1 && is.folded == 0 },
		keymap.LineNumbers: func(_ pl, was, is state) bool { return is.numbered != was.numbered },
		keymap.Find:        func(_ pl, _, is state) bool { return is.place == keymap.InFind },
		keymap.NextMatch:   func(_ pl, was, is state) bool { return is.match == was.match+1 },
		keymap.PrevMatch:   func(_ pl, was, is state) bool { return is.match == was.match-1 },
		keymap.EndFind:     func(_ pl, was, is state) bool { return was.found != "" && is.found == "" && is.place == keymap.InValue },

		keymap.Search: func(_ pl, _, is state) bool { return is.place == keymap.InSearch && is.typed == "" },
		keymap.Filter: func(_ pl, _, is state) bool { return is.led == "filter" && is.place == keymap.InTree },
		keymap.Fetch:  func(_ pl, _, is state) bool { return is.led == "fetch" && is.place == keymap.InSearch },
		keymap.Values: typed("/a//1", 4), // in the empty line, which is tested elsewhere, it leads on

		keymap.Diff: func(in pl, was, is state) bool {
			if in == keymap.InHistory {
				return is.place == keymap.InValue
			}
			return in == keymap.InTree && is.message != "" || was.view == "yaml" && is.view == "unified"
		},
		keymap.Freeze: func(in pl, _, is state) bool { return in == keymap.InTree && is.message != "" || is.frozen },
		keymap.History: func(in pl, _, is state) bool { // the cursor of the tree is on no key
			return in == keymap.InTree && is.message != "" || is.place == keymap.InHistory
		},
		keymap.Older: func(in pl, was, is state) bool {
			return in == keymap.InTree && is.message == noValue || was.shown == 0 && is.shown == 129
		},
		keymap.Newer: func(in pl, _, is state) bool {
			return in == keymap.InTree && is.message == noValue || strings.Contains(is.message, "this is the newest version")
		},
		keymap.Leave: func(_ pl, _, is state) bool { return is.stopped == "quit" },
		keymap.Mark:  func(_ pl, was, is state) bool { return was.marked == 0 && is.marked == 115 },
		keymap.More: func(in pl, was, is state) bool {
			return in == keymap.InHits && is.mayRead > was.mayRead || is.walks == was.walks+1
		},
		keymap.Scope: func(in pl, was, is state) bool {
			return in == keymap.InGrep && is.wide != was.wide || was.under == "" && is.under == "/a/15/"
		},
		keymap.Hits: func(_ pl, _, is state) bool { return is.place == keymap.InHits },
		keymap.Edit: func(_ pl, _, is state) bool { return is.place == keymap.InGrep && is.typed == "of" },
		keymap.Wrap: func(_ pl, was, is state) bool { return is.nowrap != was.nowrap && is.message != "" },
		keymap.Again: func(in pl, was, is state) bool {
			return map[pl]bool{keymap.InTree: is.opened == was.opened+1, keymap.InValue: is.reads == was.reads+1}[in]
		},

		keymap.Copy: func(_ pl, _, is state) bool { return is.place == keymap.InCopy },
		keymap.Save: func(in pl, _, is state) bool {
			return in == keymap.InTree && is.message == noValue || is.place == keymap.InSave
		},
		keymap.Page: func(in pl, _, is state) bool {
			return in == keymap.InTree && is.message == noValue || is.paged == 1
		},
		keymap.Form:        func(_ pl, was, is state) bool { return is.savesShown != was.savesShown && is.typed == was.typed },
		keymap.CopyKey:     copied("copied the key: 7 B by the test"),
		keymap.CopyShown:   copied("copied the value as shown: 7.8 KiB by the test"),
		keymap.CopyRaw:     copied("copied the value byte for byte: 7.8 KiB by the test"),
		keymap.CopyPath:    copied("copied the path of the line: 8 B by the test"),
		keymap.CopyCommand: copied("copied the etcdctl command: 55 B by the test"),
		keymap.CopyLease:   refused("cannot copy the lease ID: it has no lease"),

		keymap.FocusNext: func(_ pl, was, is state) bool { return is.focus != was.focus },
		keymap.FocusPrev: func(_ pl, was, is state) bool { return is.focus != was.focus },
		keymap.Back: func(in pl, was, is state) bool {
			return map[pl]bool{keymap.InTree: was.looking != "" && is.looking == "", keymap.InValue: is.focus == treeSide}[in]
		},
		keymap.Wider:    func(_ pl, was, is state) bool { return is.split == was.split+splitStep },
		keymap.Narrower: func(_ pl, was, is state) bool { return is.split == was.split-splitStep },
		keymap.Zoom:     func(_ pl, _, is state) bool { return is.zoom },

		keymap.Travel:    func(_ pl, _, is state) bool { return is.place == keymap.InTravel },
		keymap.Present:   func(_ pl, _, is state) bool { return strings.Contains(is.message, "no other revision") },
		keymap.GoTo:      func(_ pl, _, is state) bool { return is.place == keymap.InGoTo },
		keymap.Bookmark:  func(_ pl, was, is state) bool { return is.bookmarks == was.bookmarks+1 && is.message != "" },
		keymap.Bookmarks: func(_ pl, _, is state) bool { return is.place == keymap.InBookmarks },
		keymap.Remove: func(_ pl, was, is state) bool {
			return is.bookmarks == was.bookmarks-1 && is.bookmark == 20 && is.message != ""
		},
		keymap.OlderQuery: typed("/a/2", 4), keymap.NewerQuery: typed("/a/3", 4),
		keymap.Context: func(_ pl, _, is state) bool { return is.place == keymap.InContexts },
		keymap.Usage:   func(_ pl, _, is state) bool { return is.place == keymap.InUsage },
		keymap.Status:  func(_ pl, _, is state) bool { return is.place == keymap.InStatus },
		keymap.Compare: func(_ pl, was, is state) bool { return is.compared == was.compared+1 },
		keymap.Help:    func(_ pl, _, is state) bool { return is.place == keymap.InHelp },
		keymap.Close:   func(_ pl, _, is state) bool { return is.place&keymap.InPanes != 0 },
		keymap.Pause: func(in pl, was, is state) bool {
			return in == keymap.InHits && strings.Contains(is.said, "nothing to pause") || is.paused == was.paused+1
		},
		keymap.Redraw:  func(_ pl, _, is state) bool { return is.stopped == "clear" },
		keymap.Suspend: func(_ pl, _, is state) bool { return is.stopped == "suspend" },
		keymap.Quit:    func(_ pl, _, is state) bool { return is.stopped == "quit" },

		keymap.Accept: func(in pl, was, is state) bool {
			if in == keymap.InTravel { // where it leads is tested elsewhere
				return is.place == keymap.InTravel
			}
			if in == keymap.InStatus {
				return is.pinned == "https://10.0.0.20:2379" && is.place == keymap.InStatus
			}
			if in == keymap.InBookmarks {
				return is.path == "/a/20/x" && is.place == keymap.InTree
			}
			if in == keymap.InFind {
				return is.place == keymap.InFound && is.found == "/a/1"
			}
			switch in {
			case keymap.InGrep:
				return is.place == keymap.InHits && is.searched > was.searched
			case keymap.InHits:
				return is.place == keymap.InFound && is.path == "/a/06/y"
			}
			if in == keymap.InHistory {
				return is.shown == 115 && is.place == keymap.InValue
			}
			if in == keymap.InSearch {
				return is.place == keymap.InTree && is.path == "/a/16/x"
			}
			did := map[pl]bool{keymap.InGoTo: is.looking == "/a/1", keymap.InContexts: is.context == "cluster-20", keymap.InSave: is.files == 1}
			return is.place&keymap.InPanes != 0 && did[in]
		},
		keymap.Complete: func(_ pl, was, is state) bool { return is.chosen == was.chosen+1 },
		keymap.NextCandidate: func(in pl, was, is state) bool {
			return is.chosen == was.chosen+1 || in == keymap.InSearch && hit(1)(in, was, is)
		},
		keymap.PrevCandidate: func(in pl, was, is state) bool {
			if in == keymap.InSearch {
				return hit(-1)(in, was, is)
			}
			return is.chosen == 9 || in == keymap.InTravel && is.stops > 1 && is.chosen == is.stops-1
		},
		keymap.CharLeft:     typed("/a/1", 2),
		keymap.CharRight:    typed("/a/1", 4),
		keymap.LineStart:    typed("/a/1", 0),
		keymap.LineEnd:      typed("/a/1", 4),
		keymap.EraseBack:    typed("/a1", 2),
		keymap.EraseForward: typed("/a/", 3),
		keymap.EraseWord: func(in pl, was, is state) bool {
			if in == keymap.InFind || in == keymap.InTravel || in == keymap.InSearch || in == keymap.InGrep { // of words, not of a path
				return typed("1", 0)(in, was, is)
			}
			return typed("/1", 1)(in, was, is)
		},
		keymap.EraseBefore: typed("1", 0),
		keymap.EraseAfter:  typed("/a/", 3),
	}
}

func TestEveryDefaultKeyDoesWhatTheHelpSays(t *testing.T) {
	want := effects()
	places := map[keymap.Place]string{
		keymap.InTree: "tree", keymap.InValue: "value", keymap.InGoTo: "go to", keymap.InHelp: "help", keymap.InContexts: "contexts", keymap.InUsage: "usage", keymap.InStatus: "status",
		keymap.InFind: "find", keymap.InFound: "found", keymap.InCopy: "copy", keymap.InSave: "save", keymap.InHistory: "history", keymap.InTravel: "travel", keymap.InSearch: "search", keymap.InGrep: "grep", keymap.InHits: "hits", keymap.InBookmarks: "bookmarks",
	}
	for _, b := range keymap.Default().Bindings() {
		for place, name := range places {
			if b.In&place == 0 {
				continue
			}
			for _, k := range b.Keys() {
				t.Run(name+"/"+string(b.Action)+"/"+k, func(t *testing.T) {
					s := inTheMiddle(t, place)
					s.m.search.filter = func(find.Query, string, string) tea.Cmd { s.led = "filter"; return nil }
					s.m.search.fetch = func(string) { s.led = "fetch" }
					was := s.state()
					s.press(k)
					if is := s.state(); want[b.Action] == nil || !want[b.Action](place, was, is) {
						t.Errorf("%s: %q doesn't do it\n was %+v\n is  %+v", b.Help().Desc, k, was, is)
					}
				})
			}
		}
	}
}

func TestTextKeysAreTextInThePrompt(t *testing.T) {
	s := newScreen(t, 80, 24, Options{})
	s.press(":", "q", "j", "?", "space", "G", ":")
	if got := s.m.destination.line.typed.String(); got != "qj? G:" {
		t.Errorf("typed %q", got)
	}
	if len(s.stopped) > 0 {
		t.Errorf("typing made it %v", s.stopped)
	}
}

func TestAnUnboundKeyChangesNothing(t *testing.T) {
	s := inTheMiddle(t, keymap.InTree)
	was := s.text()
	s.press("ctrl+x", "alt+y", "alt+j")
	if s.text() != was {
		t.Errorf("the screen changed:\n%s", s.text())
	}
}
