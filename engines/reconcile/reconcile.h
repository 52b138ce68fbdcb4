// The comparison of a roster with registries (三库比对, HN-22): who is found where, and what follows for the person.
//
//   Context context = {rules, gb18030, variants, ...};                 // data files and code tables, given by the
//   caller Roster roster = TRY(Roster::Read(bytes, context, options, issues)); // or Roster::FromRows(n, get, context)
//   Comparison comparison(roster, context, options);
//   TRY(comparison.AddRegistry({"social_insurance", TableKind::kSocialInsurance}, bytes, issues));
//   TRY(comparison.AddRegistry({"labour_resource", TableKind::kLabourResource}, bytes, issues));
//   comparison.Finish();
//   for (std::size_t i = 0; i < roster.size(); ++i) comparison.matches(0)[i], comparison.outcome(i),
//   comparison.Explain(i) ...
//
// Stages: normalise (identity.h, text.h) -> exact (kernel.h, key_table.h) -> near (near.h) -> resolve -> explain.
// The roster is held; registries stream through as bytes and are never stored (D12): a match keeps the row number only.
//
// exact: the same 18 characters after normalising. Of several registry rows of a person the one counts that shows
// employment (employee scheme, state 1, an employer), then state 1, then the latest `since`, then the lowest row (D13).
// Two roster rows with one ID are both matched and reported as duplicates. An empty, lost or cut ID is never exact with
// anything.
//
// Row numbers count every record after the header from 1, rejected ones included; blank lines are no records. In every
// table rows = matched + unmatched + rejected; AddRegistry fails with kBookkeeping if that did not hold. Results do not
// depend on threads, segment or block size, instruction set or encoding. Pure: no files, clock or locale.
// Thread-safety: one thread calls; the engine uses options.threads inside.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/big_array.h"
#include "base/result.h"
#include "engines/reconcile/employers.h"
#include "engines/reconcile/findings.h"
#include "engines/reconcile/identity.h"
#include "engines/reconcile/kernel.h"
#include "engines/reconcile/key_table.h"
#include "engines/reconcile/linkage.h"
#include "engines/reconcile/near.h"
#include "engines/reconcile/stream.h"
#include "engines/reconcile/text.h"

namespace gq::reconcile {

inline constexpr ErrorKind kBookkeeping{"reconcile.bookkeeping", 500, "行数对不上", "Row counts do not add up"};

// What the engine needs to know and cannot look up itself. Must outlive what is made with it.
struct Context {
  Rules rules;
  Gb18030 gb18030;
  Variants variants;
  PinyinFunction pinyin;
};

struct Options : StreamOptions {
  Isa isa = Isa::kBest;
  HeaderMap header_map;
  bool near = true;
  // The 12-digit code of a place as a registry writes it, 0 when it is none. Given: each insured row's place is kept
  // with its employer (Employers::Place), and rows whose place is none get the remark "place". Called from several
  // threads.
  std::function<std::int64_t(std::string_view)> place_of;
  std::vector<LinkLabel> near_labels;  // decisions about near matches of earlier comparisons, levels by kNearFields
};

// A row that was rejected, or (rejected = false) taken with a remark.
struct Issue {
  std::uint64_t row = 0;  // 0: the table as a whole
  std::string column;     // "id_number" ...; empty: the whole row
  std::string value;      // at most 60 characters of it; personal data, for the report file only
  std::string_view code;  // "quotes", "too_long", "columns", "empty", "encoding", "state", "header", "id_lost",
                          // "id_damaged", "id_empty", "id_implausible", "total", "footer", "zero_byte", "near_limit",
                          // "place", "state_code", "since"
  bool rejected = true;
};
// What happened, and how to cure it: Chinese sentences for an issue's code.
std::string_view ReasonOf(std::string_view code);
std::string_view CureOf(std::string_view code);
// Takes issues in row order, from one thread at a time.
using IssueSink = std::function<void(const Issue&)>;

// Remarks of one code that are listed row by row; of what follows the number stands in an issue of row 0. Rejected rows
// are all listed.
inline constexpr std::uint64_t kRemarksListed = 10000;

struct TableCounts {
  std::uint64_t rows = 0;  // = matched + unmatched + rejected
  std::uint64_t matched = 0, unmatched = 0, rejected = 0;
  std::uint64_t blank_lines = 0;
  std::uint64_t by_kind[kIdKinds] = {};  // accepted rows by kind of ID
  std::uint64_t ids_cut = 0;             // of these, numbers whose last three characters a spreadsheet has lost
  Encoding encoding = Encoding::kUtf8;
  std::uint64_t near_skipped = 0;  // rows that the near pass had no room for
  std::vector<std::string> unknown_headers;
  // Of a registry without the columns that its findings need, the code that says which: "state_unit_missing",
  // "state_missing", "unit_missing" (social insurance), "labour_state_missing". Empty: all are there.
  std::string_view missing_columns;
  std::map<std::string_view, std::uint64_t> remarks;  // listed row by row, by code; at most kRemarksListed of each
  struct Further {
    std::string column;
    std::uint64_t rows = 0;
  };
  std::map<std::string_view, Further> further;  // not listed, by code
};

// The cells of a roster row that the comparison needs: UTF-8.
struct RosterCells {
  std::string_view id_number, name, status, unit, unit_name, phone, region;
};

class Roster {
 public:
  static Result<Roster> Read(ByteReader& bytes, const Context& context, const Options& options,
                             const IssueSink& issues);
  // A roster in memory: get(i) for i in 0..rows-1; row i gets the number i + 1. All rows are accepted.
  static Roster FromRows(std::size_t rows, const std::function<RosterCells(std::size_t)>& get, const Context& context,
                         bool near = true);

  std::size_t size() const { return key_.size(); }  // accepted rows
  std::uint32_t row(std::size_t i) const { return row_[i]; }
  IdKey key(std::size_t i) const { return key_[i]; }
  IdKind id_kind(std::size_t i) const { return static_cast<IdKind>(id_bits_[i] & 7); }
  bool tail_cut(std::size_t i) const { return (id_bits_[i] & 8) != 0; }
  bool Comparable(std::size_t i) const { return key_[i] != kNoKey && !tail_cut(i); }
  // The normalised ID, or the cell as it was when it could not be normalised.
  void AppendIdText(std::size_t i, std::string& out) const;
  std::string_view name(std::size_t i) const { return {names_.data() + name_at_[i], name_at_[i + 1] - name_at_[i]}; }
  [[gnu::always_inline]] void PrefetchNameAt(std::size_t i) const { __builtin_prefetch(&name_at_[i]); }
  [[gnu::always_inline]] void PrefetchName(std::size_t i) const { __builtin_prefetch(names_.data() + name_at_[i]); }
  RosterStatus status(std::size_t i) const { return status_[i]; }
  std::uint32_t employer(std::size_t i) const { return employer_[i]; }
  // Near pass only, else 0: the eleven digits of a phone; the six digits of the place, from the region's code, else
  // from the ID.
  std::uint64_t phone(std::size_t i) const { return phone_.empty() ? 0 : phone_[i]; }
  std::uint32_t place(std::size_t i) const;
  // The next accepted row with the same ID, or KeyTable::kAbsent.
  std::uint32_t NextSame(std::size_t i) const { return next_same_.empty() ? KeyTable::kAbsent : next_same_[i]; }
  const TableCounts& counts() const { return counts_; }

  struct Duplicate {
    std::uint32_t row, first_row;
    bool whole_row;  // name, status and employer agree as well
  };
  const std::vector<Duplicate>& duplicates() const { return duplicates_; }
  // Who a right ID belongs to: a roster index, or, with kMayBe set, an index of may_be(): people whose wrong ID may
  // have been this one.
  const KeyTable& table() const { return table_; }
  // Frees the table when no registry is to come: tens of megabytes in a province. Afterwards nobody is found.
  void ReleaseTable() { table_ = KeyTable(); }
  static constexpr std::uint32_t kMayBe = std::uint32_t{1} << 31;
  struct MayBe {
    std::uint32_t person;
    Repair repair;
    std::uint32_t next;  // index of may_be(), or KeyTable::kAbsent
  };
  const MayBe& may_be(std::uint32_t index) const { return may_be_[index]; }
  Employers& employers() { return employers_; }
  const Employers& employers() const { return employers_; }

 private:
  friend class RosterBuilder;
  void Index(bool near, int threads);
  void IndexRepairs(std::uint32_t i);

  std::vector<IdKey> key_;
  std::vector<std::uint8_t> id_bits_;  // IdKind | 8 tail_cut
  std::vector<std::uint32_t> row_, employer_, next_same_;
  BigArray<std::uint32_t> name_at_{0};
  std::vector<RosterStatus> status_;
  std::vector<std::uint64_t> phone_;
  std::vector<std::uint32_t> place_;
  BigArray<char> names_;
  std::unordered_map<std::uint32_t, std::string> raw_id_;  // rows without a key
  std::vector<Duplicate> duplicates_;
  Employers employers_;
  KeyTable table_;
  std::vector<MayBe> may_be_;
  TableCounts counts_;
};

enum class MatchKind : std::uint8_t { kNone, kReview, kNear, kRepaired, kExact };
inline constexpr std::size_t kMatchKinds = 5;
std::string_view NameOf(MatchKind kind);

// What one registry says of one roster row. 16 bytes.
struct Match {
  std::uint32_t row = 0;       // registry row; 0 = none
  std::uint32_t employer = 0;  // Employers id
  std::int32_t since = 0;      // yyyymmdd, day 0 when only the month is known; 0 = unknown
  MatchKind kind : 3 = MatchKind::kNone;
  std::uint8_t state : 4 = kStateUnknown;
  bool employee_scheme : 1 = false;
  bool name_conflict : 1 = false;
  bool several : 1 = false;      // the registry has more than one row of the person
  std::uint8_t rank : 2 = 0;     // 2 employed by insurance, 1 state 1, 0 otherwise
  std::uint8_t repairs : 5 = 0;  // IdRepair bits that the registry's cell needed
};

enum OutcomeFlag : std::uint8_t { kNameConflict = 1, kInNoRegistry = 2, kRegistriesDisagree = 4, kSeveral = 8 };
std::string FlagText(std::uint8_t flags);  // "name_conflict;several"

struct Outcome {
  Finding finding = Finding::kNotEmployed;
  std::uint8_t flags = 0;
};

struct RegistryName {
  std::string name;  // "social_insurance"
  TableKind kind = TableKind::kSocialInsurance;
};
// nullopt-like: false when the word is none of social_insurance, labour_resource, social_card.
bool FindRegistryKind(std::string_view name, TableKind& kind);

class Comparison {
 public:
  Comparison(Roster& roster, const Context& context, const Options& options);
  ~Comparison();

  // Streams one registry through. A kind may be given once. last: none is to come, and tables that only streaming needs
  // are freed as soon as it is done: tens of megabytes in a province.
  Status AddRegistry(const RegistryName& name, ByteReader& bytes, const IssueSink& issues, bool last = false);
  // Decides findings and flags; call after the last registry. Closure: where registries lead to different right IDs for
  // one person, or to one right ID for two people, near matches that stand against certain ones become review ones;
  // certain ones that stand against each other do so as well, and their people get registries_disagree.
  void Finish();

  std::size_t registries() const { return registries_.size(); }
  const RegistryName& registry(std::size_t r) const { return registries_[r].name; }
  const TableCounts& counts(std::size_t r) const { return registries_[r].counts; }
  const BigArray<Match>& matches(std::size_t r) const { return registries_[r].matches; }
  Outcome outcome(std::size_t i) const { return outcomes_[i]; }
  std::size_t findings(Finding finding) const { return findings_[static_cast<std::size_t>(finding)]; }
  std::size_t flag_count(OutcomeFlag flag) const;
  // Near and review matches of registry r, most probable first.
  const std::vector<ReviewItem>& review(std::size_t r) const { return registries_[r].review; }
  std::size_t match_count(std::size_t r, MatchKind kind) const {  // after Finish()
    return registries_[r].match_counts[static_cast<std::size_t>(kind)];
  }
  Isa isa() const { return isa_; }
  const Roster& roster() const { return roster_; }
  // What insurance and the labour register say of row i for the truth table (Rules::Decide). uncertain: near and review
  // matches count as well, as if a person had accepted them.
  Insurance InsuranceOf(std::size_t i, bool uncertain = false) const;
  Labour LabourOf(std::size_t i, bool uncertain = false) const;
  // The repair that the match of row i in registry r needed: "15_to_18;blanks"; "" for none.
  std::string RepairOf(std::size_t r, std::size_t i) const;
  // The right ID that row i's own is to be corrected to, as registry r has it: the match is certain (repaired) and it
  // is the roster's ID that is wrong. kNoKey otherwise. After Finish().
  IdKey CorrectionOf(std::size_t r, std::size_t i) const;
  // Replaces options.progress for the registries to come.
  void set_progress(std::function<void(std::uint64_t bytes_done)> progress) { options_.progress = std::move(progress); }
  // Why row i has its finding: one Chinese sentence for each registry and one for the rule.
  std::vector<std::string> Explain(std::size_t i) const;

 private:
  struct Registry {
    RegistryName name;
    TableCounts counts;
    BigArray<Match> matches;
    std::unordered_map<std::uint32_t, Repair> repairs;  // by roster index, of repaired and near matches
    std::unordered_map<std::uint32_t, IdKey>
        true_ids;  // right IDs that repaired and near matches lead to, by roster index
    std::vector<ReviewItem> review;
    std::array<std::size_t, kMatchKinds> match_counts{};  // after Finish()
  };
  Outcome Decide(std::size_t i) const;
  void CloseAcrossRegistries();
  void Demote(std::size_t r, const std::unordered_set<std::uint32_t>& people);

  Roster& roster_;
  const Context& context_;
  Options options_;
  Isa isa_ = Isa::kScalar;
  std::unique_ptr<class NearProbe> probe_;
  std::vector<Registry> registries_;
  std::vector<Outcome> outcomes_;
  std::unordered_set<std::uint32_t> disagreeing_;  // people for whom registries lead to different IDs for certain
  std::size_t findings_[kFindings] = {};
};

}  // namespace gq::reconcile
