// The run of a checked import. A roster is worked on by two threads: one opens, parses, looks up, collects and seals
// chunk N + 1 while the other writes chunk N. The writer of the database is held for the writing alone, so other users'
// saves go in between. PostgreSQL takes longer than we do, but takes two at once: there two threads write. New records
// of chunk N + 1 go in while chunk N is being finished; what it shares with others (households counted, counts of
// places, chains of events) waits until chunk N is committed, so it finds what chunk N has made.
//
// Why looking up before the chunk in front has been written is right: a number comes once in a file and a person is
// touched once (Pass and RosterBatch refuse the second row), and households made by this run are remembered by the
// batch. What somebody else changes in between fails the chunk by its version or its unique key; the run then takes up
// again at that chunk with fresh look-ups, as after a crash.
#include <pthread.h>

#include <mutex>
#include <thread>
#include <vector>

#include "kits/store/pack.h"
#include "modules/imports/hold.h"
#include "modules/imports/lookups.h"
#include "modules/imports/pass.h"
#include "modules/imports/pipe.h"
#include "modules/imports/service.h"
#include "modules/imports/staged.h"
#include "modules/imports/turns.h"

namespace gq::imports {

namespace {

constexpr std::size_t kReadyMax = 1;
constexpr int kPostgresWriters = 2;
constexpr int kAttemptsMax = 8;
constexpr std::int64_t kFirstSizes = 1000;  // rows; after that whenever they are ten times as many

db::Database& Raw(Store& store) { return MaintenanceAccess(store).database(); }

struct Ready {
  std::int64_t rows_done = 0;
  std::optional<UnitOfWork> work;  // none: applied before
};

class Applying {
 public:
  Applying(Store& store, const Scope& scope, const Run& run, const Lookups& lookups, Date as_of, const Watch& watch)
      : store_(store),
        scope_(scope),
        run_(run),
        lookups_(lookups),
        bytes_(run.id.ToBytes()),
        watch_(watch),
        pass_(store, scope, run.kind, lookups, as_of) {}

  Status Start() {
    const auto lease = TRY(Raw(store_).Read());
    chunks_ = TRY(lease->QueryInt("SELECT count(*) FROM import_chunk WHERE run_id = ?1", {db::Blob{bytes_}}));
    return Ok();
  }

  // Posts and employers look up what the chunk in front has written: one after the other.
  Status InTurn() {
    for (std::int64_t chunk = 0; chunk < chunks_; ++chunk) TRY(Write(TRY(Prepare(chunk))));
    return Ok();
  }

  Status Overlapped() {
    Pipe<Ready> queue(kReadyMax);
    std::thread preparing([&] { queue.End(PrepareAll(queue)); });
    pthread_setname_np(preparing.native_handle(), "import-prepare");
    const Status status = WriteAll(queue);
    queue.Stop();
    preparing.join();
    return status;
  }

  // Whether a chunk was written: then taking up again gets further.
  bool progress() const { return progress_; }

 private:
  struct Staged {
    bool applied = false;
    std::int64_t rows = 0;
    ChunkForm form = ChunkForm::kCells;
    std::string data;
  };

  Result<Staged> Read(std::int64_t chunk) {
    Staged staged;
    const auto lease = TRY(Raw(store_).Read());
    TRY(lease->ForEach("SELECT applied, row_count, form, data FROM import_chunk WHERE run_id = ?1 AND chunk = ?2",
                       {db::Blob{bytes_}, chunk}, [&](const db::Row& row) -> Status {
                         staged.applied = row.Int(0) != 0;
                         staged.rows = row.Int(1);
                         staged.form = static_cast<ChunkForm>(row.Int(2));
                         staged.data =
                             TRY(store_.vault().Open("import.chunk", bytes_ + std::to_string(chunk), row.Text(3)));
                         return Ok();
                       }));
    if (staged.form != ChunkForm::kCells) staged.data = TRY(store::UnpackLarge(staged.data));
    return staged;
  }

  Result<ParsedRows> Parse(const Staged& staged) const {
    if (staged.form != ChunkForm::kPackedPeople)
      return ParseRows(run_.kind, TRY(ReadChunk(staged.data, ColumnsOf(run_.kind).size())), lookups_);
    ParsedRows parsed;
    parsed.people = TRY(ReadPeople(staged.data));
    return parsed;
  }

  Result<Ready> Prepare(std::int64_t chunk) {
    const Staged staged = TRY(Read(chunk));
    rows_done_ += staged.rows;
    ParsedRows parsed = TRY(Parse(staged));
    Ready ready{rows_done_, {}};
    if (staged.applied) {
      if (run_.kind == "roster")
        TRY(pass_.Run(std::move(parsed),
                      nullptr));  // what it has seen, so that a duplicate in a later chunk is still refused
      return ready;
    }
    ready.work.emplace(UnitOfWork::Gather(store_, scope_, "import/" + run_.id.ToString()));
    TRY(pass_.Run(std::move(parsed), &*ready.work));
    ready.work->Later([bytes = bytes_, chunk, done = rows_done_](db::Connection& connection) -> Status {
      const auto marked =
          TRY(connection.Execute("UPDATE import_chunk SET applied = 1 WHERE run_id = ?1 AND chunk = ?2 AND applied = 0",
                                 {db::Blob{bytes}, chunk}));
      if (marked != 1) return Fail(kConflict, "这一段已经由别的程序导入", "请刷新后再看");
      TRY(connection.Execute("UPDATE import_run SET rows_done = ?2 WHERE id = ?1", {db::Blob{bytes}, done}));
      return Ok();
    });
    ready.work->Seal();
    return ready;
  }

  Status PrepareAll(Pipe<Ready>& queue) {
    for (std::int64_t chunk = 0; chunk < chunks_; ++chunk) {
      auto ready = TRY(Prepare(chunk));
      if (!queue.Put(std::move(ready))) break;
    }
    return Ok();
  }

  Status Write(Ready ready) {
    if (watch_.cancelled && watch_.cancelled()) return Fail(kCancelled, "导入已停止：已导入的行都在，可继续，也可撤回");
    // The run is taken up where it stood; the one who marks it as done makes all of it durable.
    if (ready.work) TRY(ready.work->Commit(db::Durable::kSoon));
    if (ready.work) progress_ = true;
    ready.work.reset();  // gives the writer back: the watch may want it
    if (watch_.done) watch_.done(ready.rows_done);
    return Ok();
  }

  Status WriteAll(Pipe<Ready>& queue) {
    Turns turns;
    std::mutex mutex;
    std::int64_t tickets = 0;
    Status failed = Ok();  // of the first ticket that failed: those behind it had to
    const auto writer = [&] {
      for (bool more = true; more;) {
        std::unique_lock lock(mutex);
        const std::int64_t ticket = tickets++;
        const Status status = WriteOne(queue, turns, ticket, lock, more);
        if (status) continue;
        more = false;
        queue.Stop();
        if (!lock.owns_lock()) lock.lock();
        if (turns.Fail(ticket)) failed = status;
      }
    };
    std::vector<std::thread> others;
    const bool postgres = store_.dialect() == db::Dialect::kPostgres;
    for (int n = 1; n < (postgres ? kPostgresWriters : 1); ++n) others.emplace_back(writer);
    writer();
    for (auto& other : others) other.join();
    return failed;
  }

  // `taking` is let go when the transaction has begun: they begin in the order of their turns, so that with few
  // connections it is the one in front that has its own.
  Status WriteOne(Pipe<Ready>& queue, Turns& turns, std::int64_t ticket, std::unique_lock<std::mutex>& taking,
                  bool& more) {
    auto ready = TRY(queue.Take());
    more = ready.has_value();
    if (!more) return Ok();
    if (ready->work) TRY(ready->work->Start());
    taking.unlock();
    if (ready->work) TRY(ready->work->WriteInserts());
    more = turns.Wait(ticket);
    if (!more) return Ok();
    TRY(WriteInTurn(*std::move(ready)));
    turns.End();
    return Ok();
  }

  Status WriteInTurn(Ready ready) {
    const bool wrote = ready.work.has_value();
    const std::int64_t done = ready.rows_done;
    TRY(Write(std::move(ready)));
    if (!wrote || done < next_sizes_) return Ok();
    next_sizes_ = done * 10;
    return LearnSizes();
  }

  // PostgreSQL plans with the sizes of the tables as it last counted them, on its own a minute later: a first import
  // would be over by then, each statement reading whole counties of tables that it takes for empty. A tenth of the
  // usual sample is enough for that; PostgreSQL counts properly when it comes round.
  Status LearnSizes() {
    if (store_.dialect() != db::Dialect::kPostgres) return Ok();
    return db::InTransaction(Raw(store_), [](db::Connection& connection) -> Status {
      TRY(connection.Execute("SET LOCAL default_statistics_target = 10"));
      TRY(
          connection.Execute("ANALYZE person (county_id, id, household_id), household (county_id, id, number), "
                             "person_identifier (county_id, id, person_id), identity_index (value_index), "
                             "spell (county_id, id, person_id), intention (county_id, id)"));
      return Ok();
    });
  }

  Store& store_;
  const Scope& scope_;
  const Run& run_;
  const Lookups& lookups_;
  std::string bytes_;
  const Watch& watch_;
  Pass pass_;
  std::int64_t chunks_ = 0, rows_done_ = 0, next_sizes_ = kFirstSizes;
  bool progress_ = false;
};

Status ApplyOnce(Store& store, const Scope& scope, const Run& run, const Lookups& lookups, Date as_of,
                 const Watch& watch, bool& progress) {
  Applying applying(store, scope, run, lookups, as_of, watch);
  TRY(applying.Start());
  const Status status = run.kind == "roster" ? applying.Overlapped() : applying.InTurn();
  progress = applying.progress();
  return status;
}

// Somebody else changed or made a record of the chunk between look-up and writing.
bool IsOvertaken(const Error& error) {
  return error.kind == &kConflict || error.kind == &db::kUnique || db::IsRetryable(error);
}

}  // namespace

Result<Run> Apply(Store& store, const Scope& scope, const Uuid& id, const Lookups& lookups, Date as_of,
                  bool good_rows_only, const Watch& watch) {
  TRY(GetRun(store, scope, id));
  const Hold hold = TRY(Hold::Take(store, id));
  const Run run = TRY(GetRun(store, scope, id));  // as whoever held it left it
  if (run.state == "done") return run;
  if (run.state != "checked" && run.state != "running") return Fail(kWrongStep, "还没有检查过", "请先检查，再执行导入");
  if (!good_rows_only && !run.good_rows_only && run.totals.error + run.totals.conflict > 0) {
    const std::int64_t bad = run.totals.error + run.totals.conflict;
    return Fail(kBadRows,
                std::to_string(run.row_count) + " 行里有 " + std::to_string(bad) + " 行不能导入，所以一行也没有导入",
                "请下载标出原因的文件，改好后重新上传；或选择“只导入没有问题的行”（命令行加 --good-rows），其余 " +
                    std::to_string(bad) + " 行以后再补");
  }
  const std::string bytes = id.ToBytes();
  {
    const auto lease = TRY(Raw(store).Write());
    TRY(lease->Execute("UPDATE import_run SET state = 'running', good_rows_only = ?2 WHERE id = ?1",
                       {db::Blob{bytes}, good_rows_only || run.good_rows_only ? 1 : 0}));
  }
  if (watch.total) watch.total(run.row_count);
  const Lookups near = Around(lookups, scope);
  for (int attempts = 1;; ++attempts) {
    bool progress = false;
    const Status status = ApplyOnce(store, scope, run, near, as_of, watch, progress);
    if (status) break;
    if (progress) attempts = 1;
    if (attempts == kAttemptsMax || !IsOvertaken(status.error())) return Fail(status.error());
  }
  const auto lease = TRY(Raw(store).Write());
  TRY(lease->Execute("UPDATE import_run SET state = 'done', rows_done = row_count, finished_at = ?2 WHERE id = ?1",
                     {db::Blob{bytes}, store.Now().microseconds()}));
  return GetRun(store, scope, id);
}

}  // namespace gq::imports
