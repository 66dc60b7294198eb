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

	// hopAfter is how many keys of one child are read before its rest is
	// hopped over: the sum of a stream's first eight chunks (10, 20, 40 …), at
	// about 2 ms the cheapest way past a big child.
	hopAfter = 2_500
	// hopSoonest is the same where child after child is big: four chunks.
	hopSoonest = 150

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
	pageFast  = 20 * time.Millisecond
	pageSlow  = 100 * time.Millisecond

	// pulse is the time between two looks at the server's health.
	pulse       = 2 * time.Second
	pulseBroken = 500 * time.Millisecond

	// lagAfter is how long the watch may be behind the store before it is said.
	lagAfter = 3 * time.Second

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
)
