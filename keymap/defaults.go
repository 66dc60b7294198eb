package keymap

import "charm.land/bubbles/v2/key"

// The actions.
const (
	Up       Action = "up"
	Down     Action = "down"
	HalfUp   Action = "half-page-up"
	HalfDown Action = "half-page-down"
	PageUp   Action = "page-up"
	PageDown Action = "page-down"
	Top      Action = "top"
	Bottom   Action = "bottom"

	Toggle      Action = "toggle"
	In          Action = "in"
	Out         Action = "out"
	Parent      Action = "parent"
	NextSibling Action = "next-sibling"
	PrevSibling Action = "previous-sibling"
	CollapseAll Action = "collapse-all"

	Left  Action = "scroll-left"
	Right Action = "scroll-right"
	Wrap  Action = "wrap"
	Again Action = "read-again"

	View   Action = "next-view"
	Reveal Action = "reveal"
	Diff   Action = "diff"
	Freeze Action = "freeze"

	Copy        Action = "copy"
	CopyKey     Action = "copy-key"
	CopyShown   Action = "copy-shown"
	CopyRaw     Action = "copy-raw"
	CopyPath    Action = "copy-path"
	CopyCommand Action = "copy-command"
	CopyLease   Action = "copy-lease"
	Save        Action = "save"
	Form        Action = "other-form"
	Page        Action = "pager"

	Fold        Action = "fold"
	FoldAll     Action = "fold-all"
	UnfoldAll   Action = "unfold-all"
	LineNumbers Action = "line-numbers"

	Find      Action = "find"
	NextMatch Action = "next-match"
	PrevMatch Action = "previous-match"
	EndFind   Action = "end-find"

	Search Action = "search"
	Filter Action = "filter"
	Scope  Action = "scope"
	Fetch  Action = "fetch"
	Values Action = "values"

	History Action = "history"
	Newer   Action = "newer-version"
	Older   Action = "older-version"
	Mark    Action = "mark"
	More    Action = "more"

	Hits Action = "hits"
	Edit Action = "edit"

	FocusNext Action = "focus-next"
	FocusPrev Action = "focus-previous"
	Back      Action = "back"
	Wider     Action = "wider"
	Narrower  Action = "narrower"
	Zoom      Action = "zoom"

	GoTo    Action = "go-to"
	Travel  Action = "travel"
	Present Action = "present"
	Context Action = "context"
	Usage   Action = "usage"
	Status  Action = "status"
	Compare Action = "compare"
	Help    Action = "help"
	Pause   Action = "pause"
	Redraw  Action = "redraw"
	Suspend Action = "suspend"
	Leave   Action = "leave"
	Quit    Action = "quit"

	OlderQuery Action = "older-query"
	NewerQuery Action = "newer-query"

	Bookmark  Action = "bookmark"
	Bookmarks Action = "bookmarks"
	Remove    Action = "remove"

	Accept        Action = "accept"
	Complete      Action = "complete"
	NextCandidate Action = "next-candidate"
	PrevCandidate Action = "previous-candidate"
	Close         Action = "close"
	CharLeft      Action = "char-left"
	CharRight     Action = "char-right"
	LineStart     Action = "line-start"
	LineEnd       Action = "line-end"
	EraseBack     Action = "erase-back"
	EraseForward  Action = "erase-forward"
	EraseWord     Action = "erase-word"
	EraseBefore   Action = "erase-before"
	EraseAfter    Action = "erase-after"
)

// hint is a place in the footer, with the word or two that stand there.
type hint struct {
	action Action
	words  string
}

// hints lists the actions worth a place in the footer; the last ones go first
// where the line is short.
func hints(in Place) []hint {
	switch in {
	case InTree:
		return []hint{{Help, "help"}, {Search, "find"}, {GoTo, "go to"}, {Status, "status"}, {FocusNext, "value"}, {Leave, "quit"}}
	case InValue:
		return []hint{{Help, "help"}, {FocusNext, "keys"}, {Find, "find"}, {Diff, "diff"}, {History, "history"}, {Copy, "copy"}, {Zoom, "zoom"}, {View, "view"}, {Fold, "fold"}}
	case InDiff:
		return []hint{{Back, "back"}, {View, "layout"}, {Zoom, "zoom"}, {Find, "find"}, {Copy, "copy"}}
	case InVersion:
		return []hint{{Back, "newest"}, {Older, "older"}, {Newer, "newer"}, {Diff, "diff"}, {History, "history"}, {Copy, "copy"}}
	case InHit:
		return []hint{{Back, "hits"}, {Help, "help"}, {FocusNext, "keys"}, {Find, "find"}, {Diff, "diff"}, {History, "history"}, {Copy, "copy"}, {View, "view"}, {Fold, "fold"}}
	case InFiltered:
		return []hint{{Back, "whole tree"}, {Search, "find"}, {GoTo, "go to"}, {Toggle, "open"}, {FocusNext, "value"}, {Help, "help"}}
	case InFound:
		return []hint{{NextMatch, "next"}, {PrevMatch, "previous"}, {EndFind, "end"}}
	case InFind:
		return []hint{{Accept, "keep"}, {Close, "back"}}
	case InSearch:
		return []hint{{Accept, "jump"}, {Filter, "filter tree"}, {Scope, "scope: "}, {Values, "in values"}, {OlderQuery, "earlier"}, {Close, "back"}}
	case InGoTo:
		return []hint{{Accept, "go"}, {Complete, "complete"}, {NextCandidate, "choose"}, {Close, "back"}}
	case InTravel:
		return []hint{{Accept, "look"}, {NextCandidate, "choose"}, {Complete, "take over"}, {Close, "back"}}
	case InHelp, InUsage:
		return []hint{{Close, "close"}, {Down, "scroll"}}
	case InStatus:
		return []hint{{Accept, "pin"}, {Compare, "compare"}, {Down, "choose"}, {Close, "back"}}
	case InCopy:
		return []hint{{Close, "back"}}
	case InSave:
		return []hint{{Accept, "save"}, {Form, "bytes or as shown"}, {Close, "back"}}
	case InHistory:
		return []hint{{Accept, "show"}, {Mark, "mark"}, {Diff, "diff"}, {More, "further"}, {Close, "back"}}
	case InBookmarks:
		return []hint{{Accept, "jump"}, {Remove, "remove"}, {Down, "choose"}, {Close, "back"}}
	case InGrep:
		return []hint{{Accept, "begin"}, {Scope, "scope"}, {Hits, "hits of before"}, {Close, "back"}}
	case InHits:
		return []hint{{Accept, "jump"}, {Pause, "pause"}, {More, "further"}, {Edit, "edit"}, {Close, "back"}}
	case InContexts:
		return []hint{{Accept, "switch"}, {Down, "choose"}, {Close, "back"}}
	}
	return nil
}

// Default returns the keys that people who know k9s, lazygit and vim expect.
func Default() Map {
	bind := func(a Action, in Place, g Group, help string, keys ...string) Binding {
		return Binding{Action: a, In: in, Group: g, Binding: key.NewBinding(
			key.WithKeys(keys...), key.WithHelp(Label(keys, false), help))}
	}
	return Map{bindings: []Binding{
		bind(Down, InPages, Moving, "down", "j", "down"),
		bind(Up, InPages, Moving, "up", "k", "up"),
		bind(HalfDown, InPages, Moving, "half a page down", "ctrl+d"),
		bind(HalfUp, InPages, Moving, "half a page up", "ctrl+u"),
		bind(PageDown, InPages, Moving, "a page down", "ctrl+f", "pgdown"),
		bind(PageUp, InPages, Moving, "a page up", "ctrl+b", "pgup"),
		bind(Top, InPages, Moving, "first line", "g", "home"),
		bind(Bottom, InPages, Moving, "last line", "G", "end"),

		bind(Toggle, InTree, Tree, "open or close a prefix, read a key", "enter", "space"),
		bind(In, InTree, Tree, "open, then go inside", "l", "right"),
		bind(Out, InTree, Tree, "close, then go to the parent", "h", "left"),
		bind(Parent, InTree, Tree, "parent", "backspace"),
		bind(NextSibling, InPanes, Tree, "next on the same level", "J", "]"),
		bind(PrevSibling, InPanes, Tree, "previous on the same level", "K", "["),
		bind(CollapseAll, InTree, Tree, "close everything", "C"),
		bind(Search, InTree, Tree, "find keys, as you type", "/"),
		bind(Accept, InSearch, Tree, "jump to the chosen one", "enter"),
		bind(NextCandidate, InSearch, Tree, "the next one", "down"),
		bind(PrevCandidate, InSearch, Tree, "the one before", "up"),
		bind(PageDown, InSearch, Tree, "a page on", "pgdown"),
		bind(PageUp, InSearch, Tree, "a page back", "pgup"),
		bind(Scope, InSearch, Tree, "everywhere, or where the cursor is", "ctrl+o"),
		bind(Filter, InSearch, Tree, "keep what is found as a tree", "tab"),
		bind(Fetch, InSearch, Tree, "load what isn't yet, cancel that", "ctrl+r"),
		bind(OlderQuery, InSearch|InGrep, Tree, "the query before", "ctrl+p"),
		bind(NewerQuery, InSearch|InGrep, Tree, "the query after", "ctrl+n"),
		bind(Values, InSearch, Tree, "in values, if nothing is typed", "/"),

		bind(Right, InValue, Value, "scroll right", "l", "right"),
		bind(Left, InValue, Value, "scroll left, then back to the keys", "h", "left"),
		bind(Wrap, InPanes, Value, "wrap long lines", "w"),
		bind(LineNumbers, InValue, Value, "line numbers", "#"),
		bind(Fold, InValue, Value, "fold or unfold the block", "enter", "space"),
		bind(FoldAll, InValue, Value, "fold every outer block", "C"),
		bind(UnfoldAll, InValue, Value, "unfold everything", "E"),
		bind(Find, InValue, Value, "find in the value", "/"),
		bind(Accept, InFind, Value, "keep what is found", "enter"),
		bind(NextMatch, InFound, Value, "next match", "n"),
		bind(PrevMatch, InFound, Value, "match before", "N"),
		bind(EndFind, InFound, Value, "end the find", "esc"),
		bind(View, InPanes, Value, "next view: yaml, json, text, hex", "v"),
		bind(Reveal, InPanes, Value, "reveal what is masked, mask it again", "x"),
		bind(Diff, InPanes, Value, "diff with the version before", "d"),
		bind(Freeze, InPanes, Value, "freeze the value, go on", "f"),
		bind(Again, InPanes, Value, "read again, retry", "r"),
		bind(History, InPanes, Value, "history: the key's versions", "H"),
		bind(Older, InPanes, Value, "an older version", "p"),
		bind(Newer, InPanes, Value, "a newer version, then the newest", "n"),
		bind(Accept, InHistory, Value, "show this version", "enter"),
		bind(Mark, InHistory, Value, "mark it for a diff", "space"),
		bind(Diff, InHistory, Value, "diff with the marked one", "d"),
		bind(More, InHistory, Value, "walk further back, try again", "m"),
		bind(Close, InHistory, Value, "close the history", "esc", "q", "H"),

		bind(Accept, InGrep, Value, "find it in values", "enter"),
		bind(Scope, InGrep, Value, "under the prefix, or everywhere", "ctrl+o"),
		bind(Hits, InGrep, Value, "the hits of before", "down"),
		bind(Accept, InHits, Value, "show it in the value", "enter"),
		bind(Pause, InHits, Value, "pause the search, go on", "P"),
		bind(More, InHits, Value, "search on beyond the budget", "m"),
		bind(Edit, InHits, Value, "edit the text", "/"),
		bind(Close, InHits, Value, "close the hits", "esc", "q"),

		bind(Copy, InPanes, Taking, "copy what the cursor is on:", "y"),
		bind(CopyKey, InCopy, Taking, "the key or prefix", "k"),
		bind(CopyShown, InCopy, Taking, "the value as shown", "v"),
		bind(CopyRaw, InCopy, Taking, "the value byte for byte", "r"),
		bind(CopyPath, InCopy, Taking, "the path of the line", "p"),
		bind(CopyCommand, InCopy, Taking, "an etcdctl command for it", "e"),
		bind(CopyLease, InCopy, Taking, "the lease ID", "l"),
		bind(Close, InCopy, Taking, "copy nothing", "esc", "q", "y"),
		bind(Save, InPanes, Taking, "save the value to a file", "ctrl+s"),
		bind(Accept, InSave, Taking, "save it", "enter"),
		bind(Form, InSave, Taking, "byte for byte, or as shown", "tab"),
		bind(Page, InPanes, Taking, "open the value in $PAGER", "o"),

		bind(FocusNext, InPanes, Panes, "other pane", "tab"),
		bind(FocusPrev, InPanes, Panes, "other pane, backwards", "shift+tab"),
		bind(Back, InPanes, Panes, "back one step, drop a message", "esc"),
		bind(Wider, InPanes, Panes, "more room for the keys", ">", "+"),
		bind(Narrower, InPanes, Panes, "more room for the value", "<", "-"),
		bind(Zoom, InPanes, Panes, "this pane only", "z"),

		bind(GoTo, InPanes, Program, "go to a key or prefix", ":"),
		bind(Bookmark, InPanes, Program, "bookmark the key or prefix, undo it", "m"),
		bind(Bookmarks, InPanes, Program, "list the bookmarks", "b", "'"),
		bind(Accept, InBookmarks, Program, "jump to this one", "enter"),
		bind(Remove, InBookmarks, Program, "remove it", "d"),
		bind(Close, InBookmarks, Program, "close the bookmarks", "esc", "q", "b", "'"),
		bind(Travel, InPanes, Program, "look at an older revision", "t"),
		bind(Present, InPanes, Program, "back to the present", "T"),
		bind(Context, InPanes, Program, "another cluster, by its context", "X"),
		bind(Accept, InContexts, Program, "switch to this cluster", "enter"),
		bind(Close, InContexts, Program, "stay with the one before", "esc", "q", "X"),
		bind(Usage, InPanes, Program, "what this costs the cluster", "u"),
		bind(Close, InUsage, Program, "close that", "esc", "q", "u"),
		bind(Status, InPanes, Program, "every member: health, pin, compare", "s"),
		bind(Accept, InStatus, Program, "read this member alone, or any", "enter"),
		bind(Compare, InStatus, Program, "compare what the members have", "c"),
		bind(Close, InStatus, Program, "close the status", "esc", "q", "s"),
		bind(Help, InPanes, Program, "this help", "?"),
		bind(Pause, InPanes, Program, "pause the background load, go on", "P"),
		bind(Redraw, InAll, Program, "draw the screen anew", "ctrl+l"),
		bind(Suspend, InAll, Program, "to the shell; fg comes back", "ctrl+z"),
		bind(Leave, InPanes, Program, "back from diff or filter, else quit", "q"),
		bind(Quit, InAll, Program, "quit, from anywhere", "ctrl+c"),

		bind(Accept, InGoTo, Typing, "go there", "enter"),
		bind(Accept, InTravel, Typing, "look at this revision", "enter"),
		bind(Complete, InGoTo|InTravel, Typing, "complete", "tab"),
		bind(NextCandidate, InGoTo|InTravel, Typing, "next candidate", "down", "ctrl+n"),
		bind(PrevCandidate, InGoTo|InTravel, Typing, "previous candidate", "up", "ctrl+p"),
		bind(CharLeft, InPrompts, Typing, "left", "left", "ctrl+b"),
		bind(CharRight, InPrompts, Typing, "right", "right", "ctrl+f"),
		bind(LineStart, InPrompts, Typing, "start of the line", "home", "ctrl+a"),
		bind(LineEnd, InPrompts, Typing, "end of the line", "end", "ctrl+e"),
		bind(EraseBack, InPrompts, Typing, "erase backwards", "backspace", "ctrl+h"),
		bind(EraseForward, InPrompts, Typing, "erase forwards", "delete", "ctrl+d"),
		bind(EraseWord, InPrompts, Typing, "erase a segment", "ctrl+w", "alt+backspace"),
		bind(EraseBefore, InPrompts, Typing, "erase to the start", "ctrl+u"),
		bind(EraseAfter, InPrompts, Typing, "erase to the end", "ctrl+k"),
		bind(Close, InPrompts, Typing, "back", "esc"),
		bind(Close, InHelp, Program, "close this help", "esc", "q", "?"),
	}}
}
