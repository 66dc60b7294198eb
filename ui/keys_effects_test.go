package ui

import (
	"maps"
	"strings"

	"github.com/etcdscope/etcdscope/keymap"
)

// effect says whether an action did what it is for.
type effect func(in keymap.Place, was, is state) bool

// effects says for each action what must be different after it, and how.
func effects() map[keymap.Action]effect {
	all := map[keymap.Action]effect{keymap.Accept: accepts}
	for _, some := range []map[keymap.Action]effect{moves(), looks(), searches(), takings(), rooms(), typings()} {
		maps.Copy(all, some)
	}
	return all
}

// moves are through the keys, a value, or a list.
func moves() map[keymap.Action]effect {
	return map[keymap.Action]effect{
		keymap.Down: by(1), keymap.Up: by(-1),
		keymap.HalfDown: by(5), keymap.HalfUp: by(-5),
		keymap.PageDown: func(in keymap.Place, was, is state) bool {
			return by(10)(in, was, is) || in == keymap.InSearch && onHit(10)(in, was, is)
		},
		keymap.PageUp: func(in keymap.Place, was, is state) bool {
			return by(-10)(in, was, is) || in == keymap.InSearch && onHit(-10)(in, was, is)
		},
		keymap.Top: func(in keymap.Place, was, is state) bool { return is.row(in) == 0 && was != is },
		keymap.Bottom: func(in keymap.Place, was, is state) bool {
			switch in {
			case keymap.InTree:
				return is.index == is.rows-1
			case keymap.InValue:
				return is.line > 40
			case keymap.InHelp:
				return is.help > was.help+9
			case keymap.InUsage:
				return is.usage > was.usage+20
			case keymap.InContexts, keymap.InStatus, keymap.InBookmarks:
				return is.row(in) == 39
			}
			return is.row(in) == 29
		},

		keymap.Toggle:      func(_ keymap.Place, was, is state) bool { return was.open && !is.open && is.rows == was.rows-2 },
		keymap.In:          moved("/a/15/x"),
		keymap.Out:         func(_ keymap.Place, was, is state) bool { return was.open && !is.open && was.path == is.path },
		keymap.Parent:      moved("/a/"),
		keymap.CollapseAll: func(_ keymap.Place, _, is state) bool { return is.rows == 1 && is.index == 0 },
		keymap.NextSibling: func(in keymap.Place, _, is state) bool {
			return is.path == map[keymap.Place]string{keymap.InTree: "/a/16/", keymap.InValue: "/a/15/y"}[in]
		},
		keymap.PrevSibling: func(in keymap.Place, _, is state) bool {
			return is.path == map[keymap.Place]string{keymap.InTree: "/a/14/", keymap.InValue: "/a/15/x"}[in]
		},
		keymap.Right: func(_ keymap.Place, was, is state) bool { return is.left > was.left },
		keymap.Left:  func(_ keymap.Place, was, is state) bool { return is.left < was.left },
	}
}

// looks are at a value and its versions.
func looks() map[keymap.Action]effect {
	return map[keymap.Action]effect{
		keymap.View: func(in keymap.Place, was, is state) bool {
			return in == keymap.InTree && is.message == noValue || was.view == "yaml" && is.view == "text"
		},
		keymap.Reveal: func(in keymap.Place, _, is state) bool { // what it does to a secret is tested elsewhere
			return in == keymap.InTree && is.message == noValue || is.message == "nothing is masked in this value"
		},
		keymap.Fold:        func(_ keymap.Place, was, is state) bool { return is.folded == was.folded+1 && is.line < was.line },
		keymap.FoldAll:     func(_ keymap.Place, _, is state) bool { return is.folded == 25 },
		keymap.UnfoldAll:   func(_ keymap.Place, was, is state) bool { return was.folded == 1 && is.folded == 0 },
		keymap.LineNumbers: func(_ keymap.Place, was, is state) bool { return is.numbered != was.numbered },
		keymap.Find:        func(_ keymap.Place, _, is state) bool { return is.place == keymap.InFind },
		keymap.NextMatch:   func(_ keymap.Place, was, is state) bool { return is.match == was.match+1 },
		keymap.PrevMatch:   func(_ keymap.Place, was, is state) bool { return is.match == was.match-1 },
		keymap.EndFind: func(_ keymap.Place, was, is state) bool {
			return was.found != "" && is.found == "" && is.place == keymap.InValue
		},
		keymap.Diff: func(in keymap.Place, was, is state) bool {
			if in == keymap.InHistory {
				return is.place == keymap.InValue
			}
			return in == keymap.InTree && is.message != "" || was.view == "yaml" && is.view == "unified"
		},
		keymap.Freeze: func(in keymap.Place, _, is state) bool { return in == keymap.InTree && is.message != "" || is.frozen },
		keymap.History: func(in keymap.Place, _, is state) bool { // the cursor of the tree is on no key
			return in == keymap.InTree && is.message != "" || is.place == keymap.InHistory
		},
		keymap.Older: func(in keymap.Place, was, is state) bool {
			return in == keymap.InTree && is.message == noValue || was.shown == 0 && is.shown == 129
		},
		keymap.Newer: func(in keymap.Place, _, is state) bool {
			return in == keymap.InTree && is.message == noValue || strings.Contains(is.message, "this is the newest version")
		},
		keymap.Mark: func(_ keymap.Place, was, is state) bool { return was.marked == 0 && is.marked == 115 },
		keymap.Wrap: func(_ keymap.Place, was, is state) bool { return is.nowrap != was.nowrap && is.message != "" },
		keymap.Again: func(in keymap.Place, was, is state) bool {
			return map[keymap.Place]bool{keymap.InTree: is.opened == was.opened+1, keymap.InValue: is.reads == was.reads+1}[in]
		},
	}
}

// searches are for keys and values, and what one marks to find it again.
func searches() map[keymap.Action]effect {
	return map[keymap.Action]effect{
		keymap.Search: func(_ keymap.Place, _, is state) bool { return is.place == keymap.InSearch && is.typed == "" },
		keymap.Filter: func(_ keymap.Place, _, is state) bool { return is.led == "filter" && is.place == keymap.InTree },
		keymap.Fetch:  func(_ keymap.Place, _, is state) bool { return is.led == "fetch" && is.place == keymap.InSearch },
		keymap.Values: reads("/a//1", 4), // in the empty line, which is tested elsewhere, it leads on
		keymap.Leave:  func(_ keymap.Place, _, is state) bool { return is.stopped == "quit" },
		keymap.More: func(in keymap.Place, was, is state) bool {
			return in == keymap.InHits && is.mayRead > was.mayRead || is.walks == was.walks+1
		},
		keymap.Scope: func(in keymap.Place, was, is state) bool {
			return in == keymap.InGrep && is.wide != was.wide || was.under == "" && is.under == "/a/15/"
		},
		keymap.Hits:       func(_ keymap.Place, _, is state) bool { return is.place == keymap.InHits },
		keymap.Edit:       func(_ keymap.Place, _, is state) bool { return is.place == keymap.InGrep && is.typed == "of" },
		keymap.OlderQuery: reads("/a/2", 4), keymap.NewerQuery: reads("/a/3", 4),
		keymap.Bookmark:  func(_ keymap.Place, was, is state) bool { return is.bookmarks == was.bookmarks+1 && is.message != "" },
		keymap.Bookmarks: func(_ keymap.Place, _, is state) bool { return is.place == keymap.InBookmarks },
		keymap.Remove: func(_ keymap.Place, was, is state) bool {
			return is.bookmarks == was.bookmarks-1 && is.bookmark == 20 && is.message != ""
		},
		keymap.GoTo: func(_ keymap.Place, _, is state) bool { return is.place == keymap.InGoTo },
	}
}

// takings are what leaves the screen.
func takings() map[keymap.Action]effect {
	return map[keymap.Action]effect{
		keymap.Copy: func(_ keymap.Place, _, is state) bool { return is.place == keymap.InCopy },
		keymap.Save: func(in keymap.Place, _, is state) bool {
			return in == keymap.InTree && is.message == noValue || is.place == keymap.InSave
		},
		keymap.Page: func(in keymap.Place, _, is state) bool {
			return in == keymap.InTree && is.message == noValue || is.paged == 1
		},
		keymap.Form: func(_ keymap.Place, was, is state) bool {
			return is.savesShown != was.savesShown && is.typed == was.typed
		},
		keymap.CopyKey:     copied("copied the key: 7 B by the test"),
		keymap.CopyShown:   copied("copied the value as shown: 7.8 KiB by the test"),
		keymap.CopyRaw:     copied("copied the value byte for byte: 7.8 KiB by the test"),
		keymap.CopyPath:    copied("copied the path of the line: 8 B by the test"),
		keymap.CopyCommand: copied("copied the etcdctl command: 55 B by the test"),
		keymap.CopyLease:   refused("cannot copy the lease ID: it has no lease"),
	}
}

// rooms are the panes, what lies over them, and the program itself.
func rooms() map[keymap.Action]effect {
	return map[keymap.Action]effect{
		keymap.FocusNext: func(_ keymap.Place, was, is state) bool { return is.focus != was.focus },
		keymap.FocusPrev: func(_ keymap.Place, was, is state) bool { return is.focus != was.focus },
		keymap.Back: func(in keymap.Place, was, is state) bool {
			return map[keymap.Place]bool{keymap.InTree: was.looking != "" && is.looking == "", keymap.InValue: is.focus == treeSide}[in]
		},
		keymap.Wider:    func(_ keymap.Place, was, is state) bool { return is.split == was.split+splitStep },
		keymap.Narrower: func(_ keymap.Place, was, is state) bool { return is.split == was.split-splitStep },
		keymap.Zoom:     func(_ keymap.Place, _, is state) bool { return is.zoom },
		keymap.Travel:   func(_ keymap.Place, _, is state) bool { return is.place == keymap.InTravel },
		keymap.Present:  func(_ keymap.Place, _, is state) bool { return strings.Contains(is.message, "no other revision") },
		keymap.Context:  func(_ keymap.Place, _, is state) bool { return is.place == keymap.InContexts },
		keymap.Usage:    func(_ keymap.Place, _, is state) bool { return is.place == keymap.InUsage },
		keymap.Status:   func(_ keymap.Place, _, is state) bool { return is.place == keymap.InStatus },
		keymap.Compare:  func(_ keymap.Place, was, is state) bool { return is.compared == was.compared+1 },
		keymap.Help:     func(_ keymap.Place, _, is state) bool { return is.place == keymap.InHelp },
		keymap.Close:    func(_ keymap.Place, _, is state) bool { return is.place&keymap.InPanes != 0 },
		keymap.Pause: func(in keymap.Place, was, is state) bool {
			return in == keymap.InHits && strings.Contains(is.said, "nothing to pause") || is.paused == was.paused+1
		},
		keymap.Redraw:  func(_ keymap.Place, _, is state) bool { return is.stopped == "clear" },
		keymap.Suspend: func(_ keymap.Place, _, is state) bool { return is.stopped == "suspend" },
		keymap.Quit:    func(_ keymap.Place, _, is state) bool { return is.stopped == "quit" },
	}
}

// typings are in a line.
func typings() map[keymap.Action]effect {
	return map[keymap.Action]effect{
		keymap.Complete: func(_ keymap.Place, was, is state) bool { return is.chosen == was.chosen+1 },
		keymap.NextCandidate: func(in keymap.Place, was, is state) bool {
			return is.chosen == was.chosen+1 || in == keymap.InSearch && onHit(1)(in, was, is)
		},
		keymap.PrevCandidate: func(in keymap.Place, was, is state) bool {
			if in == keymap.InSearch {
				return onHit(-1)(in, was, is)
			}
			return is.chosen == 9 || in == keymap.InTravel && is.stops > 1 && is.chosen == is.stops-1
		},
		keymap.CharLeft:     reads("/a/1", 2),
		keymap.CharRight:    reads("/a/1", 4),
		keymap.LineStart:    reads("/a/1", 0),
		keymap.LineEnd:      reads("/a/1", 4),
		keymap.EraseBack:    reads("/a1", 2),
		keymap.EraseForward: reads("/a/", 3),
		keymap.EraseWord: func(in keymap.Place, was, is state) bool {
			if in == keymap.InFind || in == keymap.InTravel || in == keymap.InSearch || in == keymap.InGrep { // of words, not of a path
				return reads("1", 0)(in, was, is)
			}
			return reads("/1", 1)(in, was, is)
		},
		keymap.EraseBefore: reads("1", 0),
		keymap.EraseAfter:  reads("/a/", 3),
	}
}

// accepts is what enter does, which is something else everywhere.
func accepts(in keymap.Place, was, is state) bool {
	left := is.place&keymap.InPanes != 0
	switch in {
	case keymap.InTravel: // where it leads is tested elsewhere
		return is.place == keymap.InTravel
	case keymap.InGoTo:
		return left && is.looking == "/a/1"
	case keymap.InContexts:
		return left && is.context == "cluster-20"
	case keymap.InSave:
		return left && is.files == 1
	case keymap.InStatus:
		return is.place == keymap.InStatus && is.pinned == "https://10.0.0.20:2379"
	case keymap.InBookmarks:
		return is.place == keymap.InTree && is.path == "/a/20/x"
	case keymap.InFind:
		return is.place == keymap.InFound && is.found == "/a/1"
	case keymap.InHistory:
		return is.place == keymap.InValue && is.shown == 115
	case keymap.InSearch:
		return is.place == keymap.InTree && is.path == "/a/16/x"
	case keymap.InGrep:
		return is.place == keymap.InHits && is.searched > was.searched
	case keymap.InHits:
		return is.place == keymap.InFound && is.path == "/a/06/y"
	}
	return false
}

// row is where one is in a place that has rows, else -1.
func (s state) row(in keymap.Place) int {
	at, ok := map[keymap.Place]int{
		keymap.InTree: s.index, keymap.InValue: s.line, keymap.InHelp: s.help, keymap.InContexts: s.picked, keymap.InUsage: s.usage,
		keymap.InStatus: s.member, keymap.InHistory: s.version, keymap.InBookmarks: s.bookmark, keymap.InHits: s.inValues,
	}[in]
	if !ok {
		return -1
	}
	return at
}

// by says that one went n rows on, or more rows than one in the direction of n.
func by(n int) effect {
	return func(in keymap.Place, was, is state) bool {
		d := is.row(in) - was.row(in)
		if n == 1 || n == -1 {
			return d == n
		}
		return d*n > 1
	}
}

// onHit says that the chosen hit of the search is another, n on.
func onHit(n int) effect {
	return func(_ keymap.Place, was, is state) bool { return is.hit == was.hit+n }
}

func reads(text string, at int) effect {
	return func(_ keymap.Place, _, is state) bool { return is.typed == text && is.at == at }
}

func moved(path string) effect {
	return func(_ keymap.Place, was, is state) bool { return was.path != path && is.path == path }
}

func copied(message string) effect {
	return func(_ keymap.Place, _, is state) bool {
		return is.copied == 1 && is.place&keymap.InPanes != 0 && is.message == message
	}
}

func refused(message string) effect {
	return func(_ keymap.Place, _, is state) bool {
		return is.copied == 0 && is.place == keymap.InCopy && is.message == message
	}
}
