// The check of an uploaded file: every row read, parsed, looked up, and staged for the run; problems and changes kept
// for the preview. Nothing of the people is written (D11).
//
// Three threads, because the rows of a county pass through: one reads the file, one parses, one looks up and stages.
#include <pthread.h>

#include <algorithm>
#include <map>
#include <thread>

#include "base/text.h"
#include "kits/store/pack.h"
#include "kits/store/unit_of_work.h"
#include "modules/imports/hold.h"
#include "modules/imports/lookups.h"
#include "modules/imports/pass.h"
#include "modules/imports/pipe.h"
#include "modules/imports/preview.h"
#include "modules/imports/reading.h"
#include "modules/imports/run_json.h"
#include "modules/imports/service.h"
#include "modules/imports/staged.h"
#include "modules/people/register.h"

namespace gq::imports {

namespace {

constexpr std::size_t kChunkRows = 2500;
constexpr std::size_t kWaitingMax = 1;

db::Database& Raw(Store& store) { return MaintenanceAccess(store).database(); }

void Count(const Pass::Done& done, Totals& totals) {
  totals.error += done.bad_rows;
  totals.remark += std::count_if(done.problems.begin(), done.problems.end(), [](const Problem& p) { return p.remark; });
  for (const auto& planned : done.planned) {
    totals.added += planned.outcome == Outcome::kNew ? 1 : 0;
    totals.updated += planned.outcome == Outcome::kUpdate ? 1 : 0;
    totals.same += planned.outcome == Outcome::kSame ? 1 : 0;
    totals.conflict += planned.outcome == Outcome::kConflict ? 1 : 0;
  }
}

std::int64_t ElsewhereIn(const Pass::Done& done) {
  return std::count_if(done.planned.begin(), done.planned.end(), [](const Planned& planned) {
    return planned.conflict && planned.conflict->code == people::kElsewhere.code;
  });
}

// Chunk, problems and changes of a checked chunk, in one transaction.
Status SaveChecked(Store& store, const Uuid& id, std::int64_t chunk, std::int64_t rows, ChunkForm form,
                   const std::string& data, const Pass::Done& done, std::int64_t& new_shown) {
  const std::string bytes = id.ToBytes();
  const std::string sealed = store.vault().Seal("import.chunk", bytes + std::to_string(chunk), store::PackLarge(data));
  const auto lease = TRY(Raw(store).Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  TRY(
      lease->Execute("INSERT INTO import_chunk (run_id, chunk, applied, row_count, form, data) "
                     "VALUES (?1, ?2, 0, ?3, ?4, ?5)",
                     {db::Blob{bytes}, chunk, rows, static_cast<std::int64_t>(form), db::Blob{sealed}}));
  const auto problems = lease->Bulk("import_problem", {{"run_id", db::CellKind::kBlob},
                                                       {"row_number", db::CellKind::kInteger},
                                                       {"position", db::CellKind::kInteger},
                                                       {"data", db::CellKind::kBlob}});
  std::int64_t position = 0, last_row = -1, written = 0;
  const auto put = [&](const Problem& problem) -> Status {
    position = problem.row == last_row ? position + 1 : 0;
    last_row = problem.row;
    problems->Bytes(bytes);
    problems->Int(problem.row);
    problems->Int(position);
    problems->Bytes(store.vault().Seal("import.problem", bytes + std::to_string(problem.row), ProblemJson(problem)));
    ++written;
    return problems->EndRow();
  };
  // A row with a remark may be a conflict as well: by row, so that its problems are numbered one after the other.
  std::vector<const Problem*> problems_by_row;
  for (const auto& problem : done.problems) problems_by_row.push_back(&problem);
  for (const auto& planned : done.planned) {
    if (planned.conflict) problems_by_row.push_back(&*planned.conflict);
  }
  std::stable_sort(problems_by_row.begin(), problems_by_row.end(),
                   [](const Problem* a, const Problem* b) { return a->row < b->row; });
  for (const Problem* problem : problems_by_row) TRY(put(*problem));
  if (written > 0) TRY(problems->Finish());
  const auto changes = lease->Bulk("import_change", {{"run_id", db::CellKind::kBlob},
                                                     {"row_number", db::CellKind::kInteger},
                                                     {"kind", db::CellKind::kText},
                                                     {"data", db::CellKind::kBlob}});
  std::int64_t shown = 0;
  for (const auto& planned : done.planned) {
    if (planned.outcome == Outcome::kSame || (planned.outcome == Outcome::kNew && ++new_shown > kNewRowsShown))
      continue;
    changes->Bytes(bytes);
    changes->Int(planned.row);
    changes->Text(planned.outcome == Outcome::kNew      ? "new"
                  : planned.outcome == Outcome::kUpdate ? "update"
                                                        : "conflict");
    changes->Bytes(store.vault().Seal("import.change", bytes + std::to_string(planned.row), PlannedJson(planned)));
    TRY(changes->EndRow());
    ++shown;
  }
  if (shown > 0) TRY(changes->Finish());
  return tx.Commit(db::Durable::kSoon);  // the state that says "checked" takes it along
}

Status SetState(Store& store, const Uuid& id, std::string_view state, const Totals* totals, std::int64_t done,
                std::int64_t rows) {
  const auto lease = TRY(Raw(store).Write());
  const std::string bytes = id.ToBytes();
  TRY(lease->Execute("UPDATE import_run SET state = ?2, rows_done = ?3, row_count = ?4 WHERE id = ?1",
                     {db::Blob{bytes}, state, done, rows}));
  if (totals != nullptr)
    TRY(lease->Execute("UPDATE import_run SET totals = ?2 WHERE id = ?1", {db::Blob{bytes}, TotalsJson(*totals)}));
  return Ok();
}

Status ForgetCheck(Store& store, const Uuid& id) {
  const std::string bytes = id.ToBytes();
  const auto lease = TRY(Raw(store).Write());
  auto tx = TRY(db::Transaction::Begin(*lease));
  for (const char* name : {"import_chunk", "import_problem", "import_change"}) {
    TRY(lease->Execute("DELETE FROM " + std::string(name) + " WHERE run_id = ?1", {db::Blob{bytes}}));
  }
  return tx.Commit();
}

// What the reader of the file says of the row as a whole; false: its cells may stand in the wrong columns.
bool LookAtShape(const table::TableReader& reader, RawRow& row) {
  const auto add = [&](std::string_view code, std::string_view reason, std::string_view cure, bool remark) {
    row.found.push_back(
        {row.row, row.sheet_row, "", "", std::string(code), std::string(reason), std::string(cure), {}, remark});
  };
  if (const auto misfit = reader.Misfit()) {
    add("file.misfit", misfit->reason, misfit->cure, false);
    return false;
  }
  for (const auto& issue : reader.Issues()) {
    if (issue.kind == csv::IssueKind::kZeroByte)
      add("file.zero_byte", "这一行含有零字节，已去掉", "文件可能损坏，请核对内容；最好从原系统重新导出", true);
    if (issue.kind == csv::IssueKind::kOtherEncoding)
      add("file.encoding", "这一行的编码与文件其他行不同，已按它自己的编码读取", "请核对内容；最好统一另存为 UTF-8",
          true);
  }
  return true;
}

// What stands around the list and was not taken for anybody: said at the row behind it, so that nothing goes silently.
// `told`: how many of the reader's notes have been said.
void TellNotes(const table::TableReader& reader, std::size_t& told, RawRow& row) {
  for (; told < reader.notes().size(); ++told) {
    const table::Note& note = reader.notes()[told];
    if (note.kind != table::Note::Kind::kSignatureOrNote) continue;
    row.found.push_back({row.row,
                         static_cast<std::int64_t>(note.row),
                         "",
                         note.text,
                         "file.note",
                         "这一行当作说明或签名，没有导入",
                         "是人员的，请补齐必填的列后重新上传",
                         {},
                         true});
  }
}

struct ReadRows {
  std::vector<RawRow> rows;
  std::string cells;  // of kinds that the run reads again: the same, for the run
};
struct Chunk {
  ParsedRows parsed;
  std::string staged;
  std::int64_t rows = 0;
};

// The run of a roster takes the values that the check has read. The other kinds are small.
ChunkForm FormOf(const Run& run) { return run.kind == "roster" ? ChunkForm::kPackedPeople : ChunkForm::kPackedCells; }

class Checking {
 public:
  Checking(Store& store, const Scope& scope, const Run& run, const Lookups& lookups, Date as_of, const Watch& watch)
      : store_(store),
        scope_(scope),
        run_(run),
        lookups_(lookups),
        watch_(watch),
        pass_(store, scope, run.kind, lookups, as_of) {}

  // The rows of `reader` except for the cells of `left_out`, by column.
  Result<Totals> All(table::TableReader reader, const std::vector<bool>& left_out) {
    Pipe<ReadRows> read(kWaitingMax);
    Pipe<Chunk> parsed(kWaitingMax);
    std::thread reading([&] { read.End(Read(reader, left_out, read)); });
    std::thread parsing([&] {
      parsed.End(Parse(read, parsed));
      read.Stop();
    });
    pthread_setname_np(reading.native_handle(), "import-read");
    pthread_setname_np(parsing.native_handle(), "import-parse");
    Status status = Stage(parsed);
    parsed.Stop();
    read.Stop();
    parsing.join();
    reading.join();
    TRY(status);
    return totals_;
  }

 private:
  Status Read(table::TableReader& reader, const std::vector<bool>& left_out, Pipe<ReadRows>& out) const {
    ChunkWriter writer;
    ReadRows chunk;
    const auto flush = [&] {
      chunk.cells = writer.Take();
      return out.Put(std::exchange(chunk, {}));
    };
    std::size_t told = 0;
    const table::SheetLayout* sheet = nullptr;
    std::vector<std::string_view> units;
    while (TRY(reader.Next())) {
      if (sheet != &reader.layout()) {
        sheet = &reader.layout();
        units = UnitsOf(*sheet, ColumnsOf(run_.kind));
      }
      if (chunk.rows.size() >= kChunkRows && !flush()) return Ok();
      RawRow row;
      row.row = static_cast<std::int64_t>(reader.RecordNumber());
      row.sheet_row = static_cast<std::int64_t>(reader.SheetRow());
      row.cells.resize(left_out.size());
      row.is_number.resize(left_out.size());
      TellNotes(reader, told, row);
      const bool fits = LookAtShape(reader, row);
      for (std::size_t i = 0; fits && i < left_out.size(); ++i) {
        const auto& cell = reader.Cell(i);
        if (left_out[i]) continue;
        row.cells[i] = WithUnit(cell.text, units[i]);
        row.is_number[i] = cell.kind == table::CellKind::kNumber;
      }
      // The run gets to see no row that cannot be trusted.
      if (fits && FormOf(run_) == ChunkForm::kPackedCells) writer.Add(row);
      chunk.rows.push_back(std::move(row));
    }
    if (chunk.rows.empty()) return Ok();
    TellNotes(reader, told, chunk.rows.back());
    flush();
    return Ok();
  }

  Status Parse(Pipe<ReadRows>& in, Pipe<Chunk>& out) const {
    while (auto read = TRY(in.Take())) {
      Chunk chunk{ParseRows(run_.kind, read->rows, lookups_), std::move(read->cells),
                  static_cast<std::int64_t>(read->rows.size())};
      if (FormOf(run_) == ChunkForm::kPackedPeople) chunk.staged = WritePeople(chunk.parsed.people);
      IndexNumbers(store_.vault(), chunk.parsed.people);
      if (!out.Put(std::move(chunk))) break;
    }
    return Ok();
  }

  Status Stage(Pipe<Chunk>& in) {
    std::int64_t number = 0, new_shown = 0;
    while (auto chunk = TRY(in.Take())) {
      if (watch_.cancelled && watch_.cancelled()) return Fail(kCancelled, "检查已停止");
      const auto done = TRY(pass_.Run(std::move(chunk->parsed), nullptr));
      Count(done, totals_);
      totals_.rows += chunk->rows;
      TRY(people::CountImportProbes(store_, scope_, ElsewhereIn(done)));
      TRY(SaveChecked(store_, run_.id, number++, chunk->rows, FormOf(run_), chunk->staged, done, new_shown));
      if (watch_.done) watch_.done(totals_.rows);
    }
    return Ok();
  }

  Store& store_;
  const Scope& scope_;
  const Run& run_;
  const Lookups& lookups_;
  const Watch& watch_;
  Pass pass_;
  Totals totals_;
};

}  // namespace

Result<Run> Check(Store& store, const Scope& scope, const Uuid& id, const Lookups& lookups, Date as_of,
                  const Watch& watch) {
  TRY(GetRun(store, scope, id));
  const Hold hold = TRY(Hold::Take(store, id));
  const Run run = TRY(GetRun(store, scope, id));  // as whoever held it left it
  if (run.state == "running" || run.state == "done" || run.state == "withdrawn")
    return Fail(kWrongStep, "这次导入已经执行过", "请重新上传文件");
  TRY(ForgetCheck(store, id));
  TRY(SetState(store, id, "checking", nullptr, 0, 0));
  const auto file = TRY(RestoreFile(store, scope, id));
  std::map<std::string, std::string> mapping;
  // Of two columns with one header the first is read (kits/table); the second, which is not, must not switch it off.
  for (const auto& column : run.columns) {
    std::string& field = mapping[column.header];
    if (field.empty()) field = column.field;
  }
  std::vector<bool> left_out(ColumnsOf(run.kind).size(), false);
  auto reader = TRY(table::ReadTable(file.path(), SpecOf(run.kind), OptionsOf(mapping)));
  for (const auto& column : reader.layout().header.columns) {
    const auto it = mapping.find(column.header);
    if (column.column && it != mapping.end() && it->second.empty()) left_out[*column.column] = true;
  }
  const Lookups near = Around(lookups, scope);
  Checking checking(store, scope, run, near, as_of, watch);
  const Totals totals = TRY(checking.All(std::move(reader), left_out));
  TRY(SetState(store, id, "checked", &totals, 0, totals.rows));
  return GetRun(store, scope, id);
}

}  // namespace gq::imports
