// The write-ahead log of a SQLite writer, written in long runs. SQLite writes every page of a commit with two calls (24
// bytes of header, then the page); an import commits thousands of pages, so half its time in the kernel goes into
// calls. This file layer (a "VFS" in SQLite's words) gathers what is written one after the other and hands it on when
// SQLite asks for a sync, reads, asks for the size or closes.
//
// Why nothing is lost: with synchronous=FULL SQLite syncs the log before it tells anybody that a commit is there
// (https://www.sqlite.org/pragma.html#pragma_synchronous). With a weaker setting a commit could be announced before it
// is in the file: the writer sets FULL, and a test asks for it. An error of a late write (disk full) comes out of the
// sync, which fails the commit like an error of the write itself.
#pragma once

namespace gq::db {

// The name to give to sqlite3_open_v2; registers the layer at the first call. Null when it cannot be registered: SQLite
// then uses its own. Only the log is touched, every other file is SQLite's as it was. Thread-safe.
const char* GatheringLogVfs();

}  // namespace gq::db
