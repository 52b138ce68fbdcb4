// Building the roster: segments are parsed in parallel into small columns and appended in order.
#include <algorithm>

#include "engines/reconcile/local_employers.h"
#include "engines/reconcile/reconcile.h"
#include "engines/reconcile/scanned_rows.h"

namespace gq::reconcile {

// The accepted rows of one segment.
struct RosterRows : RowsBase {
  std::vector<IdKey> key;
  std::vector<std::uint8_t> id_bits;
  std::vector<std::uint32_t> row;  // of the segment, from 0
  std::vector<std::uint32_t> name_end, employer;
  std::vector<RosterStatus> status;
  std::vector<std::uint64_t> phone;
  std::vector<std::uint32_t> place;
  std::string names;
  std::vector<std::pair<std::uint32_t, std::string>> raw_id;  // index in the segment, text
  LocalEmployers employers;
};

class RosterBuilder {
 public:
  RosterBuilder(const Context& context, Roster& roster, bool near)
      : context_(context), roster_(roster), employers_(roster.employers_), near_(near) {}

  // Cells are trimmed; `id` is what cells.id_number holds, and counted by whoever read it. The employer is left to
  // them as well: it is the last one of rows.employer.
  void AddRow(const RosterCells& cells, const ParsedId& id, std::uint32_t row, RosterRows& rows) const;
  Status Append(RosterRows& rows, const IssueSink& issues);
  void Close(bool near, int threads) { roster_.Index(near, threads); }
  SharedEmployers& employers() { return employers_; }

 private:
  const Context& context_;
  Roster& roster_;
  SharedEmployers employers_;
  bool near_;
};

void RosterBuilder::AddRow(const RosterCells& cells, const ParsedId& id, std::uint32_t row, RosterRows& rows) const {
  const auto index = static_cast<std::uint32_t>(rows.key.size());
  if (const std::string_view code = RemarkOn(id.kind); !code.empty())
    rows.AddIssue(row, "id_number", cells.id_number, code, false);
  if (id.key != kNoKey && !id.plausible) rows.AddIssue(row, "id_number", cells.id_number, "id_implausible", false);
  rows.key.push_back(id.key);
  rows.id_bits.push_back(static_cast<std::uint8_t>(static_cast<unsigned>(id.kind) | (id.tail_cut ? 8U : 0U)));
  rows.row.push_back(row);
  if (id.key == kNoKey && !cells.id_number.empty()) rows.raw_id.emplace_back(index, cells.id_number);
  rows.names += cells.name;
  rows.name_end.push_back(static_cast<std::uint32_t>(rows.names.size()));
  rows.status.push_back(
      rows.words.Get(cells.status, [&](std::string_view word) { return context_.rules.StatusOf(word); }));
  if (rows.status.back() == RosterStatus::kUnknown && !cells.status.empty())
    rows.AddIssue(row, "status", cells.status, "state", false);
  rows.employer.push_back(0);
  if (!near_) return;
  rows.phone.push_back(PhoneDigits(cells.phone));
  rows.place.push_back(PlaceDigits(cells.region));
}

Status RosterBuilder::Append(RosterRows& rows, const IssueSink& issues) {
  Roster& r = roster_;
  const auto row_base = static_cast<std::uint32_t>(r.counts_.rows);
  const auto index_base = static_cast<std::uint32_t>(r.key_.size());
  if (r.names_.size() + rows.names.size() > ~std::uint32_t{0} || r.counts_.rows + rows.rows > ~std::uint32_t{0}) {
    return Fail(kTooLarge, "名册太大：行数或姓名总长超过 4 294 967 295");
  }
  const std::vector<std::uint32_t> employer_of = employers_.Merge(rows.employers);
  r.key_.insert(r.key_.end(), rows.key.begin(), rows.key.end());
  r.id_bits_.insert(r.id_bits_.end(), rows.id_bits.begin(), rows.id_bits.end());
  r.status_.insert(r.status_.end(), rows.status.begin(), rows.status.end());
  for (const std::uint32_t row : rows.row) r.row_.push_back(row_base + row + 1);
  r.phone_.insert(r.phone_.end(), rows.phone.begin(), rows.phone.end());
  r.place_.insert(r.place_.end(), rows.place.begin(), rows.place.end());
  const auto name_base = static_cast<std::uint32_t>(r.names_.size());
  for (const std::uint32_t end : rows.name_end) r.name_at_.push_back(name_base + end);
  r.names_.insert(r.names_.end(), rows.names.begin(), rows.names.end());
  for (const std::uint32_t employer : rows.employer) r.employer_.push_back(FinalEmployer(employer, employer_of));
  for (auto& [index, text] : rows.raw_id) r.raw_id_.emplace(index_base + index, std::move(text));
  rows.Report(r.counts_, issues);
  return Ok();
}

void Roster::IndexRepairs(std::uint32_t i) {
  thread_local std::vector<RepairCandidate> list;
  ListRepairs(key_[i], tail_cut(i) || MayBeCut(key_[i]), list);
  for (RepairCandidate& candidate : list) {
    candidate.repair.in_roster = true;
    const auto index = static_cast<std::uint32_t>(may_be_.size());
    const std::uint32_t known = table_.Add(candidate.key, kMayBe | index);
    if ((known & kMayBe) == 0) continue;  // that ID is somebody's own
    may_be_.push_back({i, candidate.repair, known == (kMayBe | index) ? KeyTable::kAbsent : known & ~kMayBe});
    *table_.FindSlot(candidate.key) = kMayBe | index;
  }
}

void Roster::Index(bool near, int threads) {
  counts_.unmatched = size();  // of the roster: accepted rows; Comparison knows the rest
  for (auto* column : {&row_, &employer_}) column->shrink_to_fit();
  name_at_.shrink_to_fit();
  key_.shrink_to_fit();
  std::size_t repairs = 0;
  for (std::uint32_t i = 0; near && i < size(); ++i)
    repairs += Suspicious(key_[i], tail_cut(i)) ? (tail_cut(i) || MayBeCut(key_[i]) ? 130 : 20) : 0;
  table_ = KeyTable(size() + repairs);
  std::unordered_map<std::uint32_t, std::uint32_t> last;  // of each chain
  for (const auto& [first, i] : table_.AddAll(
           key_, [&](std::uint32_t at) { return Comparable(at); }, threads)) {
    if (next_same_.empty()) next_same_.assign(size(), KeyTable::kAbsent);
    const auto it = last.emplace(first, first).first;
    next_same_[it->second] = i;
    it->second = i;
    const bool whole = name(i) == name(first) && status_[i] == status_[first] && employer_[i] == employer_[first];
    duplicates_.push_back({row_[i], row_[first], whole});
  }
  for (std::uint32_t i = 0; near && i < size(); ++i) {
    if (Suspicious(key_[i], tail_cut(i))) IndexRepairs(i);
  }
}

std::uint32_t Roster::place(std::size_t i) const {
  if (!place_.empty() && place_[i] != 0) return place_[i];
  return key_[i] == kNoKey ? 0 : static_cast<std::uint32_t>(PlaceOf(key_[i]));
}

void Roster::AppendIdText(std::size_t i, std::string& out) const {
  if (key_[i] != kNoKey) return AppendId(key_[i], out);
  const auto it = raw_id_.find(static_cast<std::uint32_t>(i));
  if (it != raw_id_.end()) out += it->second;
}

namespace {

// A filter that every key passes.
constexpr std::uint64_t kEveryKey[] = {~std::uint64_t{0}, ~std::uint64_t{0}};

class RosterWorker : public ScannedWorker<RosterRows, RosterWorker> {
 public:
  RosterWorker(ByteReader& bytes, const TableHead& head, const Context& context, const Options& options,
               ScanFunction scan, RosterBuilder& builder)
      : ScannedWorker(bytes, head, context.gb18030, options, scan), builder_(builder) {
    task_.filter = {kEveryKey, 63};
  }

 private:
  friend ScannedWorker;

  void Begin() { employers_.Learn(builder_.employers()); }

  static auto PutInto(RosterRows& rows) {
    return [&rows](std::uint32_t index, std::uint32_t employer) { rows.employer[index] = employer; };
  }

  // In the order of the file.
  void TakeScanned(std::string_view data, std::uint64_t from, const ScanBatch& batch, std::uint32_t base,
                   RosterRows& rows) {
    std::uint32_t odd = 0;
    for (std::uint32_t i = 0; i < batch.candidates; ++i) {
      const ScanRow& plain = batch.candidate[i];
      for (; odd < batch.odd && batch.odd_row[odd].row < plain.row; ++odd)
        TakeOdd(batch.odd_row[odd], from, base, rows);
      if (PutPlain(data, from, plain)) {
        TakePlain(plain.key, base + plain.row, rows);
      } else {
        --rows.by_kind[static_cast<std::size_t>(IdKind::kCanonical)];  // counted with the plain ones
        TakeOdd(plain, from, base, rows);
      }
    }
    for (; odd < batch.odd; ++odd) TakeOdd(batch.odd_row[odd], from, base, rows);
    employers_.Settle(rows.employers, PutInto(rows));  // what was asked for stands in the window
  }

  void TakePlain(IdKey key, std::uint32_t row, RosterRows& rows) {
    ParsedId id;
    id.kind = IdKind::kCanonical, id.key = key, id.plausible = IsPlausible(key);
    const RosterCells cells = ReadCells(row, rows);
    const auto index = static_cast<std::uint32_t>(rows.employer.size());
    builder_.AddRow(cells, id, row, rows);
    if (!cells.unit.empty() || !cells.unit_name.empty())
      employers_.Ask({cells.unit, cells.unit_name}, index, rows.employers, PutInto(rows));
  }

  void TakeSlow(std::uint32_t row, RosterRows& rows) {
    const RosterCells cells = ReadCells(row, rows);
    if (cells.id_number.empty() && cells.name.empty()) return rows.Reject(row, "", "", "empty");
    const ParsedId id = ParseId(cells.id_number);
    ++rows.by_kind[static_cast<std::size_t>(id.kind)];
    rows.ids_cut += id.tail_cut;
    builder_.AddRow(cells, id, row, rows);
    rows.employer.back() = employers_.Intern({cells.unit, cells.unit_name}, rows.employers);
  }

  RosterCells ReadCells(std::uint32_t row, RosterRows& rows) {
    RosterCells cells;
    cells.id_number = Text(Role::kId, row, rows);
    cells.name = Text(Role::kName, row, rows);
    cells.status = Text(Role::kStatus, row, rows);
    cells.unit = Text(Role::kUnit, row, rows);
    cells.unit_name = Text(Role::kUnitName, row, rows);
    if (options_.near) cells.phone = Text(Role::kPhone, row, rows), cells.region = Text(Role::kRegion, row, rows);
    return cells;
  }

  RosterBuilder& builder_;
  KnownEmployers employers_;
};

}  // namespace

Result<Roster> Roster::Read(ByteReader& bytes, const Context& context, const Options& options,
                            const IssueSink& issues) {
  const TableHead head = TRY(ReadTableHead(bytes, TableKind::kRoster, options.header_map, context.gb18030));
  Roster roster;
  roster.counts_.encoding = head.encoding;
  roster.counts_.unknown_headers = head.header.unknown;
  ReportHeader(head, issues);
  RosterBuilder builder(context, roster, options.near);
  Isa used;
  const ScanFunction scan = GetKernel(options.isa, &used);
  TRY(RunSegments<RosterRows>(
      bytes, head.body, options,
      [&] { return std::make_unique<RosterWorker>(bytes, head, context, options, scan, builder); },
      [&](RosterRows& rows) { return builder.Append(rows, issues); }));
  builder.Close(options.near, options.threads);
  ReportFurther(roster.counts_, {IdKind::kEmpty, IdKind::kLost, IdKind::kDamaged}, issues);
  if (roster.counts_.rows != roster.size() + roster.counts_.rejected) {
    return Fail(kBookkeeping, "名册的行数对不上：读入 ≠ 接受 + 拒收", "这是程序的错误，请连同文件的结构报告");
  }
  return roster;
}

Roster Roster::FromRows(std::size_t rows, const std::function<RosterCells(std::size_t)>& get, const Context& context,
                        bool near) {
  Roster roster;
  RosterBuilder builder(context, roster, near);
  KnownEmployers employers;
  constexpr std::size_t kChunk = 65536;
  for (std::size_t from = 0; from < rows; from += kChunk) {
    RosterRows chunk;
    employers.Learn(builder.employers());
    for (std::size_t i = from; i < std::min(rows, from + kChunk); ++i) {
      RosterCells cells = get(i);
      for (std::string_view* cell :
           {&cells.id_number, &cells.name, &cells.status, &cells.unit, &cells.unit_name, &cells.phone, &cells.region}) {
        *cell = Trim(*cell);
      }
      const ParsedId id = ParseId(cells.id_number);
      ++chunk.by_kind[static_cast<std::size_t>(id.kind)];
      builder.AddRow(cells, id, chunk.rows++, chunk);
      chunk.employer.back() = employers.Intern({cells.unit, cells.unit_name}, chunk.employers);
    }
    (void)builder.Append(chunk, nullptr);
  }
  builder.Close(near, 1);
  return roster;
}

}  // namespace gq::reconcile
