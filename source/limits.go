package source

import "time"

// Every number that was chosen by hand, in one place.
const (
	// frame is the shortest time between two batches: about one frame of the
	// screen. What comes meanwhile is told in one.
	frame = 16 * time.Millisecond

	// boxKeys is how many listed keys wait for the screen at most; listings
	// wait then, which costs the server nothing (each chunk is its own read).
	boxKeys = 16_384

	// boxChanges is how many changed keys wait for the screen at most. The
	// watch can't wait - clientv3 buffers without bound - so what is more is
	// thrown away and everything listed again.
	boxChanges = 100_000

	// messageMost is the largest message that is taken: etcd's own are of 2 MB,
	// and a server that was told to keep larger values hardly reaches a tenth of
	// it. One that were refused would be sent again and again by the watch.
	messageMost = 64 << 20

	// changeWeight and keyWeight are about what a change and a listed key take in
	// memory while they wait, beside the bytes of the key.
	changeWeight = 128
	keyWeight    = 28

	// windowShare is the part of the budget for bytes in flight that one stream
	// may fill: about eight are open at once, and the other half waits here. On
	// one machine a quarter of windowMost is enough for the quickest listing, and
	// four times as much made it slower; 100 ms away it still lets 150,000 keys a
	// second through.
	windowShare = 16
	windowLeast = 256 << 10
	windowMost  = 1 << 20

	// floodRate is from how many events a second on it is said that it is a
	// flood: nobody can follow that. floodTime is the time over which they are
	// counted.
	floodRate = 5_000
	floodTime = time.Second

	// floodPauseMost is the longest pause after changes were thrown away, before
	// all is listed again; floodOver is after how long without that the pause is
	// the shortest again.
	floodPauseMost = 30 * time.Second
	floodOver      = time.Minute

	// batchChanges is how many of them the screen takes at once: about 8 ms of
	// work, so that a key press in between doesn't wait for more.
	batchChanges = 4_096

	// eraYoung is how long after the revision was learned listings still begin
	// at it, if nothing has changed: the first level, and a chain of prefixes
	// that opens with it, come a round trip each sooner.
	eraYoung = time.Second

	// hopLeast and hopMost bound what a hop counts as, in keys. On the server's
	// own machine a stream's first chunk takes 0.3 ms, a key 0.8 µs; and until
	// the server hears that a stream was given up it has prepared up to 5,000
	// keys more (RangeStream's write quota of 64 KiB and two chunks).
	hopLeast = 1_000
	hopMost  = 50_000
	// hopLook is after how many big children in a row, and after how many more
	// whenever that has doubled, one is looked at for as long as the first.
	hopLook = 16
	// hopOutgrown is how many times the largest small sibling a child must be
	// to pass for a big one, where big ones were met.
	hopOutgrown = 8

	// paceChunk is the least chunk whose time tells what a key costs, and
	// paceKeyLeast is what no server gives a key in (one core of 2026: 0.5 µs):
	// chunks that had waited here only seem to be quicker.
	paceChunk    = 1_000
	paceKeyLeast = 250 * time.Nanosecond

	// refusalsMost is how many more streams may be refused than are served until
	// only each refusalsEach-th listing tries one: see streaming.
	refusalsMost = 4
	refusalsEach = 8

	// overBudget is how many keys one opened prefix may still add when the key
	// budget is spent.
	overBudget = 20_000

	// levelsAtOnce bounds the listings that run side by side.
	levelsAtOnce = 4

	// segmentTime is how long the background load reads at one revision. A new
	// one is chosen then, so that it isn't compacted away under a slow load and
	// deletes needn't be remembered for long.
	segmentTime = 20 * time.Second

	// paceInside is the longest that the load sleeps within a segment.
	paceInside = time.Second

	// watchBehindMost is how many revisions a watch may have to catch up. For
	// one key etcd takes 0.4 s over 500,000 (etcd#22264), in which nobody can
	// write: about 8 ms for these.
	watchBehindMost = 10_000

	// locateKeys is how many keys are read around a path that was gone to.
	locateKeys = 200

	// A page of a server before 3.7 begins small, because such a server reads
	// every value to give its key, and grows while pages come within pageFast
	// (they are small values then), up to pageMost.
	pageFirst = 100
	pageLeast = 10
	pageMost  = 2_000
	pageMany  = 8 // pages to the end of a range are too many: it is counted with each

	// What the load reads at a pace of its own it reads by pages on any server,
	// and smaller ones. Who writes waits while a page's range is counted, or a
	// chunk of a stream is made, which grows to 20 ms if it is left open (docs/
	// performance.md has puts beside a load). Its ranges are of about gentleMost
	// keys, so that few end in nothing, and read gentlePage at a time: a server
	// before 3.7 takes 5 ms for a thousand.
	gentleMost = 1_000
	gentlePage = 250
	gentleMany = 4
	pageFast   = 20 * time.Millisecond
	pageSlow   = 100 * time.Millisecond

	// reachSteps is how often the end of a page's range goes further within
	// one byte of the keys before it goes up to the byte before. Siblings are
	// mostly near ("node-7", "node-8"), and an empty range is a round trip.
	reachSteps = 2
	// emptyMost is how many empty ranges are asked for before it is looked
	// whether something else comes first.
	emptyMost = 64
	// upShare is the part of a key that the end of a gentle page's range goes up
	// at once: in all but very long ones that is a byte.
	upShare = 32
	// reachMany is how many such ranges in a row are asked for, reachFew where a
	// round trip takes longer than reachFar: in 10 ms a server counts 150,000
	// keys (65 ns each).
	reachMany = 12
	reachFew  = 4
	// denseMore is how many times as many where big ranges were met.
	denseMore = 3
	reachFar  = 10 * time.Millisecond

	// pulse is the time between two looks at the server's health.
	pulse       = 2 * time.Second
	pulseBroken = 500 * time.Millisecond
	// pulseTimeout is how long a server may take to answer before it is said
	// that it doesn't.
	pulseTimeout = 3 * time.Second

	// membersPause is the time between two looks at every member: shorter while
	// one isn't well, and while somebody looks at them.
	membersPause   = 5 * time.Second
	membersTrouble = 2 * time.Second
	membersWatched = time.Second
	// membersMost is how many members are looked at, alarmsMost how many alarms
	// of one are: more than any cluster has. Either is what a server says.
	membersMost = 32
	alarmsMost  = 64
	// memberTimeout is how long a member may take to say how it is before the
	// others are read in its place.
	memberTimeout = 2 * time.Second
	// suspectAfter is how long a call may take before the members are looked at
	// out of turn: the one that it waits for may say nothing at all.
	suspectAfter = 700 * time.Millisecond
	// farBehind is how many revisions a member may lack before it is left out,
	// or is said to lag: on busy clusters a hundred differ between two looks.
	farBehind = 1_000

	// lagAfter is how long the watch may be behind the store before it is said.
	lagAfter = 3 * time.Second

	// compactedLasts is how long the oldest revision that can be read is taken
	// for what was found.
	compactedLasts = 5 * time.Second

	// compactedTimeout bounds the search for it: 26 reads among 60 million
	// revisions, at half a second each.
	compactedTimeout = 15 * time.Second

	// callTimeout bounds the calls that look at the server's health; those that
	// a person waits for take --command-timeout.
	callTimeout = 5 * time.Second
	// ttlTimeout bounds LeaseTimeToLive, which needs a quorum.
	ttlTimeout = time.Second

	// retryPause is the time before something that failed is tried again.
	retryPause = time.Second
	// deniedPause is the same for what only a person can change: a role, a
	// password.
	deniedPause = 10 * time.Second

	// compactedPause is the longest time before an old revision that was compacted
	// away is tried again.
	compactedPause = 5 * time.Minute

	// grantsLast is how long an answer about the user's roles is good where
	// nothing has said otherwise.
	grantsLast = 30 * time.Second

	// refreshLeast is the least time between two tries that a person wants: a
	// key that is held down says it thirty times a second.
	refreshLeast = time.Second

	// accessSteps is how often another access is taken at once: at first all, then
	// what the roles say, then that somebody has changed them just now.
	accessSteps = 3

	// vigilMost is how many readable ranges are looked at in one turn.
	vigilMost = 8

	// readableMost is how many readable ranges are followed: each takes a watch,
	// and up to a read of its own in each level above it.
	readableMost = 64

	// valuesFirst is how many values are asked for at first, valuesTarget about
	// how many bytes a request should bring from then on, and valuesMost how many
	// values at most: after small ones they may be of 1.5 MiB each, the most that
	// etcd takes where nothing is said, and 24 MiB are enough for a sick member.
	valuesFirst  = 8
	valuesTarget = 1 << 20
	valuesMost   = 16

	// historyTime is after how long a walk through the versions of a key tells
	// what it has found: far away, a hundred versions take many seconds.
	historyTime = 100 * time.Millisecond
	// historyWait is the longest pause before a member that hasn't come to a
	// revision is asked for it again.
	historyWait = 16 * frame
	// compactRounds is how often the compact revision is searched for, if there
	// is another compaction each time.
	compactRounds = 3
)
